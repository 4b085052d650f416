package zerograd.rl.eval;

import java.util.List;

/// Texts that end a response, and what comes after them.
final class StopTexts {

  /// The end tokens of models, as they are written.
  static final List<String> END_TOKENS = List.of("</s>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>",
      "<|end_of_text|>");

  private StopTexts() {}

  /// `response` up to the first of `stops` and of the end tokens, stripped.
  static String cut(String response, List<String> stops) {
    String text = response;
    for (String stop : END_TOKENS) text = upTo(text, stop);
    for (String stop : stops) text = upTo(text, stop);
    return text.strip();
  }

  private static String upTo(String text, String stop) {
    int at = text.indexOf(stop);
    return at < 0 ? text : text.substring(0, at);
  }
}
