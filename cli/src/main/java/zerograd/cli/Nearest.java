package zerograd.cli;

import java.util.Collection;

/// Finds what somebody probably meant to type.
public final class Nearest {

  /// So few edits are near in any word.
  private static final int NEAR = 2;

  private Nearest() {}

  /// The candidate with the fewest edits to `typed`, or null if none is near (more than half of its letters differ). A
  /// candidate that goes on after `typed` is near, however long it is.
  public static String to(String typed, Collection<String> candidates) {
    String nearest = null;
    int fewest = Integer.MAX_VALUE;
    for (String candidate : candidates) {
      int edits = candidate.startsWith(typed)
          ? Math.min(NEAR, edits(typed, candidate))
          : edits(typed, candidate);
      if (edits < fewest) {
        fewest = edits;
        nearest = candidate;
      }
    }
    return nearest != null && fewest <= Math.max(NEAR, nearest.length() / 2) ? nearest : null;
  }

  /// `; did you mean X?`, or the list of all when nothing is near.
  public static String hint(String typed, Collection<String> candidates) {
    String nearest = to(typed, candidates);
    return nearest != null
        ? "; did you mean " + nearest + "?"
        : "; known are " + String.join(", ", candidates);
  }

  /// Insertions, deletions and replacements that turn `a` into `b`: Levenshtein 1966.
  static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) row[j] = j;
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
