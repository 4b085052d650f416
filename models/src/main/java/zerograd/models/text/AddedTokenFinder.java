package zerograd.models.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Cuts text at the added tokens that are written in it: leftmost first, and of those that start there the
/// longest.
///
/// The rules for words and white space are those of Hugging Face `tokenizers`, `added_vocabulary.rs`.
final class AddedTokenFinder {

  private static final Pattern WORD = Pattern.compile("\\w", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern SPACE = Pattern.compile("\\s", Pattern.UNICODE_CHARACTER_CLASS);

  /// Receives the parts of a text in order.
  interface Parts {
    void text(int from, int to);

    void token(int id);
  }

  private record Spelled(String text, AddedToken token) {}

  private final Map<Character, List<Spelled>> byFirst = new HashMap<>();
  private final boolean[] startsSomething = new boolean[256];

  /// Looks for `tokens` as `spelling` writes them.
  AddedTokenFinder(List<AddedToken> tokens, UnaryOperator<String> spelling) {
    for (AddedToken token : tokens) {
      String text = spelling.apply(token.content());
      if (text.isEmpty()) continue;
      byFirst.computeIfAbsent(text.charAt(0), first -> new ArrayList<>()).add(new Spelled(text, token));
      startsSomething[text.charAt(0) & 0xff] = true;
    }
    byFirst.values()
        .forEach(list -> list.sort(Comparator.comparingInt((Spelled each) -> -each.text.length())));
  }

  void split(String text, Parts parts) {
    int done = 0, at = 0;
    while (at < text.length()) {
      Spelled found = startsSomething[text.charAt(at) & 0xff] ? at(text, at) : null;
      if (found == null) {
        at++;
        continue;
      }
      int from = at, to = at + found.text.length();
      at = to;
      if (found.token.singleWord() && !standsAlone(text, from, to)) continue;
      if (found.token.lstrip()) from = spaceBefore(text, from, done);
      if (found.token.rstrip()) at = to = spaceAfter(text, to);
      if (done < from) parts.text(done, from);
      parts.token(found.token.id());
      done = to;
    }
    if (done < text.length()) parts.text(done, text.length());
  }

  private Spelled at(String text, int at) {
    for (Spelled each : byFirst.getOrDefault(text.charAt(at), List.of())) {
      if (text.startsWith(each.text, at)) return each;
    }
    return null;
  }

  private static boolean standsAlone(String text, int from, int to) {
    return (from == 0 || !is(WORD, text.codePointBefore(from)))
        && (to == text.length() || !is(WORD, text.codePointAt(to)));
  }

  private static int spaceBefore(String text, int from, int begin) {
    while (from > begin && is(SPACE, text.codePointBefore(from)))
      from--; // every white space is one char
    return from;
  }

  private static int spaceAfter(String text, int to) {
    while (to < text.length() && is(SPACE, text.codePointAt(to)))
      to++;
    return to;
  }

  private static boolean is(Pattern one, int codePoint) {
    return one.matcher(Character.toString(codePoint)).matches();
  }
}
