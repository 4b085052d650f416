package zerograd.rl.reward;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Where published rule rewards look: the assistant's turn, and the answer in it.
final class Turn {

  private static final Pattern ANSWER = Pattern.compile("<answer>(.*?)</answer>", Pattern.DOTALL);

  private Turn() {}

  /// What follows the first occurrence of the first of `starts` that occurs anywhere.
  static Optional<String> after(List<String> starts, String text) {
    return starts.stream().filter(text::contains).findFirst()
        .map(start -> text.substring(text.indexOf(start) + start.length()));
  }

  /// The content of the last `<answer>…</answer>`, as it stands.
  static Optional<String> lastAnswer(String text) {
    return ANSWER.matcher(text).results().reduce((_, last) -> last)
        .map((MatchResult match) -> match.group(1));
  }

  /// Whether each of `tags` occurs exactly once, in this order.
  static boolean hasOnceInOrder(List<String> tags, String text) {
    int end = 0;
    for (String tag : tags) {
      int at = text.indexOf(tag);
      if (at < end || text.indexOf(tag, at + 1) >= 0) return false;
      end = at;
    }
    return true;
  }
}
