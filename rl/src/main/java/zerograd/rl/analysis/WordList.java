package zerograd.rl.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Words that are taken for signs of reflection. Capitals do not matter.
///
/// A word that occurs is a weak sign: DeepSeek-Math's behaviours change in training while its words do not (SimpleRL-Zoo,
/// arXiv:2503.18892).
///
/// @param anywhere texts that count wherever they occur, inside other words too
/// @param whole texts that count only as whole words
public record WordList(List<String> anywhere, List<String> whole) {

  public WordList {
    anywhere = List.copyOf(anywhere);
    whole = List.copyOf(whole);
  }

  /// The "aha" words of the analyses of DeepEnlighten.
  public static WordList aha() {
    return new WordList(
        List.of("rethink", "re-think", "think again", "retry", "re-try", "try again", "recheck", "re-check",
            "check again", "reevaluate", "re-evaluate", "double check", "double-check", "verify", "summarize",
            "summary"),
        List.of("aha", "wait"));
  }

  /// The words whose occurrences SimpleRL-Zoo counts; Zeng et al. 2025, *SimpleRL-Zoo*, arXiv:2503.18892.
  public static WordList zoo() {
    return new WordList(
        List.of("recheck", "rethink", "try again", "wait", "alternatively", "retry", "however"),
        List.of());
  }

  /// The words of Liu et al. 2025, *Understanding R1-Zero-Like Training*, arXiv:2503.20783, which asks a judge besides.
  public static WordList understandingR1Zero() {
    return new WordList(
        List.of("recheck", "rethink", "reassess", "reevaluate", "re-evaluate", "reevaluation", "re-examine",
            "reexamine", "reconsider", "reanalyze", "double-check", "check again", "think again",
            "verify again", "go over the steps"),
        List.of());
  }

  /// The words that Logic-RL follows; Xie et al. 2025, *Logic-RL*, arXiv:2502.14768, figures 5 and 6.
  public static WordList logicRl() {
    return new WordList(List.of("verify", "re-evaluate", "reevaluate", "recheck", "check", "let's"),
        List.of("yet", "wait"));
  }

  /// All words, in order.
  public List<String> words() {
    List<String> words = new ArrayList<>(anywhere);
    words.addAll(whole);
    return words;
  }

  /// Those of the words that occur in `text`, in the list's order.
  public List<String> in(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    List<String> found = new ArrayList<>(anywhere.stream().filter(lower::contains).toList());
    whole.stream().filter(word -> wholeWord(word).matcher(lower).find()).forEach(found::add);
    return found;
  }

  /// How often any of the words occurs in `text`; a place counts once for each word that it is part of.
  public int occurrences(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    int count = 0;
    for (String word : anywhere) {
      for (int at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + word.length())) count++;
    }
    for (String word : whole) count += (int) wholeWord(word).matcher(lower).results().count();
    return count;
  }

  private static Pattern wholeWord(String word) {
    return Pattern.compile("\\b" + Pattern.quote(word) + "\\b", Pattern.UNICODE_CHARACTER_CLASS);
  }
}
