package zerograd.rl.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Whether a text repeats itself.
///
/// There are two measures. [#isRepeat] is a yes or no that SimpleRL-Zoo's tables have; [#ratio] is the share of word n-grams that
/// were there before, which needs no threshold.
public final class Repetition {

  private static final int WINDOW = 10;
  private static final int SHORTEST_PIECE = 20;
  private static final double ALIKE = 0.85;
  private static final List<String> SEPARATORS = List.of("\n", ".", "。");

  private Repetition() {}

  /// Whether two neighbouring windows of ten characters, or two neighbouring sentences of at least twenty, are nearly the same
  /// sets: |a ∩ b| / |a ∪ b| ≥ 0.85. The sets are those of the words where a piece has both spaces and line feeds, else those of
  /// the characters. Capitals do not matter.
  ///
  /// Lines come first, then what full stops separate; a text without a line feed is not looked at further, so repeated sentences
  /// in one line are missed. Lines with the same letters in another order are taken for repetitions.
  ///
  /// As SimpleRL-Zoo's evaluation does it (arXiv:2503.18892), but Chinese is compared by characters, where that cuts it into words
  /// by a dictionary.
  public static boolean isRepeat(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (hasAlikeNeighbours(windows(lower))) return true;
    for (String separator : SEPARATORS) {
      List<String> pieces = split(lower, separator);
      if (pieces.size() == 1) return false;
      if (hasAlikeNeighbours(
          pieces.stream().filter(piece -> piece.codePointCount(0, piece.length()) >= SHORTEST_PIECE)
              .toList()))
        return true;
    }
    return false;
  }

  /// The share of the text's n-grams of words that occurred before in it: 1 − distinct / all; 0 where it has no n words.
  ///
  /// Welleck et al. 2019, *Neural Text Generation with Unlikelihood Training*, arXiv:1908.04319, §6 (`seq-rep-n`).
  public static double ratio(String text, int n) {
    List<String> words = Arrays.stream(text.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
    int all = words.size() - n + 1;
    if (all < 1) return 0;
    Set<List<String>> distinct = new HashSet<>();
    for (int i = 0; i < all; i++) distinct.add(words.subList(i, i + n));
    return 1 - distinct.size() / (double) all;
  }

  private static List<String> windows(String text) {
    int[] characters = text.codePoints().toArray();
    List<String> windows = new ArrayList<>();
    for (int from = 0; from < characters.length; from += WINDOW) {
      windows.add(new String(characters, from, Math.min(WINDOW, characters.length - from)));
    }
    return windows;
  }

  private static List<String> split(String text, String separator) {
    List<String> pieces = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
      pieces.add(text.substring(from, at));
      from = at + separator.length();
    }
    pieces.add(text.substring(from));
    return pieces;
  }

  private static boolean hasAlikeNeighbours(List<String> pieces) {
    for (int i = 1; i < pieces.size(); i++) {
      if (likeness(elements(pieces.get(i - 1)), elements(pieces.get(i))) >= ALIKE) return true;
    }
    return false;
  }

  private static Set<?> elements(String piece) {
    if (piece.contains(" ") && piece.contains("\n"))
      return Arrays.stream(piece.strip().split("\\s+")).collect(Collectors.toSet());
    return piece.codePoints().boxed().collect(Collectors.toSet());
  }

  /// Jaccard's index; 0 for two empty sets.
  private static double likeness(Set<?> a, Set<?> b) {
    long shared = a.stream().filter(b::contains).count(), all = a.size() + b.size() - shared;
    return all == 0 ? 0 : shared / (double) all;
  }
}
