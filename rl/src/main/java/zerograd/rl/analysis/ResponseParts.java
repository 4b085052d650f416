package zerograd.rl.analysis;

import java.util.Optional;

/// The thinking and the answer of a response that keeps them apart by tags.
///
/// Thinking is what stands between the first `<think>` and the `</think>` after it; the `<think>` that ends the prompt counts. The
/// answer is what stands in the first `<answer>…</answer>` after that. A response that lacks one of them has none.
///
/// @param thinking without the tags, stripped
/// @param answer likewise
public record ResponseParts(Optional<String> thinking, Optional<String> answer) {

  private static final String THINK = "<think>", END_THINK = "</think>", ANSWER = "<answer>",
      END_ANSWER = "</answer>";

  /// The parts of `response` to `prompt`.
  public static ResponseParts of(String prompt, String response) {
    String text = prompt.stripTrailing().endsWith(THINK) ? THINK + response : response;
    Optional<String> thinking = between(text, THINK, END_THINK, 0);
    int after = Math.max(0, text.indexOf(END_THINK));
    return new ResponseParts(thinking, between(text, ANSWER, END_ANSWER, after));
  }

  /// Whether both are there.
  public boolean isValid() { return thinking.isPresent() && answer.isPresent(); }

  private static Optional<String> between(String text, String begin, String end, int from) {
    int at = text.indexOf(begin, from);
    if (at < 0) return Optional.empty();
    int to = text.indexOf(end, at + begin.length());
    return to < 0 ? Optional.empty() : Optional.of(text.substring(at + begin.length(), to).strip());
  }
}
