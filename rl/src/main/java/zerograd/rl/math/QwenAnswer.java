package zerograd.rl.math;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Finds the final answer in a response to a mathematical question, as the evaluation of Qwen2.5-Math does.
///
/// The first of these that applies: the text between `final answer is $` and `$. I hope`; the content of the last `boxed`; what
/// follows the last "he answer is", or the last "final answer is", or "答案是"; the last number. It is then brought to its plain
/// form ([AnswerText]).
///
/// Yang et al. 2024, *Qwen2.5-Math Technical Report*, arXiv:2409.12122.
public final class QwenAnswer {

  private static final Pattern NUMBER = Pattern.compile("-?\\d*\\.?\\d+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern LINE_BREAK = Pattern.compile("\n\\s*", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern TRIGGER = Pattern.compile("choice is|answer is");
  private static final Pattern CHOICE = Pattern.compile("\\b(A|B|C|D|E)\\b", Pattern.UNICODE_CHARACTER_CLASS);

  /// Benchmarks whose answer is a letter.
  private static final Set<String> CHOICES = Set.of("mmlu_stem", "sat_math", "aqua", "gaokao2023");
  /// Benchmarks whose answers keep their units.
  private static final Set<String> WITH_UNITS = Set.of("carp_en", "minerva_math");

  private QwenAnswer() {}

  /// The answer in `response`, in plain form; empty if there is none.
  ///
  /// @param benchmark "math" if nothing else is known; a few have rules of their own
  public static String of(String response, String benchmark) {
    String text = response.replace("ки", "");
    if (CHOICES.contains(benchmark)) return choice(text);
    String found = LINE_BREAK.matcher(find(text)).replaceAll("");
    if (found.startsWith(":")) found = found.substring(1);
    if (found.endsWith(".")) found = found.substring(0, found.length() - 1);
    if (found.endsWith("/")) found = found.substring(0, found.length() - 1);
    return AnswerText.plain(found, !WITH_UNITS.contains(benchmark));
  }

  private static String find(String text) {
    if (text.contains("final answer is $") && text.contains("$. I hope")) {
      String rest = afterFirst(text, "final answer is $");
      return upTo(rest, "$. I hope").strip();
    }
    if (text.contains("boxed")) return boxed(afterLast(text, "boxed"));
    if (text.contains("he answer is")) return afterLast(text, "he answer is").strip();
    if (text.contains("final answer is")) return afterLast(text, "final answer is").strip();
    if (text.contains("答案是")) return upTo(upTo(afterFirst(text, "答案是"), "答案是").strip(), "\n\n").strip();
    return NUMBER.matcher(text.replace(",", "")).results().map(MatchResult::group).reduce("",
        (_, last) -> last);
  }

  /// What stands in braces, up to the matching one, or to the end where it is missing.
  private static String boxed(String rest) {
    if (!rest.startsWith("{")) return upTo(rest, "$").strip();
    int depth = 1, at = 1;
    for (; at < rest.length(); at++) {
      char c = rest.charAt(at);
      if (c == '{') depth++;
      else if (c == '}' && --depth == 0) break;
    }
    return rest.substring(1, at);
  }

  /// The letter that a text chooses, or the text if there is none.
  static String choice(String text) {
    String s = text.strip();
    s = trim(s, "\n");
    List<String> triggers = List.of("choice is", "answer is");
    for (String trigger : triggers)
      if (count(s.toLowerCase(Locale.ROOT), trigger) > 1) {
        s = upTo(s, "\n\n");
        break;
      }
    String[] pieces = TRIGGER.split(s, -1);
    boolean wasTriggered = pieces.length > 1;
    s = pieces[pieces.length - 1];
    s = trimEnd(trimEnd(trimStart(trim(s, "\n").strip(), ":"), "."), "/").strip();
    List<String> letters = CHOICE.matcher(s.toUpperCase(Locale.ROOT)).results().map(MatchResult::group)
        .toList();
    if (letters.isEmpty()) return s;
    return wasTriggered ? letters.getFirst() : letters.getLast();
  }

  private static int count(String text, String word) {
    return text.split(Pattern.quote(word), -1).length - 1;
  }

  private static String afterFirst(String text, String mark) {
    return text.substring(text.indexOf(mark) + mark.length());
  }

  private static String afterLast(String text, String mark) {
    return text.substring(text.lastIndexOf(mark) + mark.length());
  }

  private static String upTo(String text, String mark) {
    int at = text.indexOf(mark);
    return at < 0 ? text : text.substring(0, at);
  }

  private static String trim(String text, String mark) { return trimEnd(trimStart(text, mark), mark); }

  private static String trimStart(String text, String mark) {
    int start = 0;
    while (text.startsWith(mark, start))
      start += mark.length();
    return text.substring(start);
  }

  private static String trimEnd(String text, String mark) {
    int end = text.length();
    while (end >= mark.length() && text.startsWith(mark, end - mark.length()))
      end -= mark.length();
    return text.substring(0, end);
  }
}
