package zerograd.rl.reward;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// The text in which a mathematical reward looks for the answer.
final class MathResponse {

  private static final String TURN = "<|im_start|>assistant";
  private static final List<String> ENDS = List.of("</s>", "<|im_end|>", "<|endoftext|>");
  private static final int DEEPEST = 2;

  private MathResponse() {}

  /// From the first `<|im_start|>assistant` on, or the whole text without it, up to the first of each end token.
  static String of(Sample sample) {
    String text = sample.text();
    text = text.substring(Math.max(0, text.indexOf(TURN)));
    for (String end : ENDS) {
      int at = text.indexOf(end);
      if (at >= 0) text = text.substring(0, at).strip();
    }
    return text;
  }

  /// Whether there is a complete `\boxed{…}` whose braces are nested at most two deep.
  static boolean hasBox(String text) {
    record Open(boolean isBox, int[] depth) {}
    Deque<Open> open = new ArrayDeque<>();
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == '{') open.push(new Open(text.startsWith("\\boxed", at - 6), new int[1]));
      if (text.charAt(at) != '}' || open.isEmpty()) continue;
      Open closed = open.pop();
      if (closed.isBox && closed.depth[0] <= DEEPEST) return true;
      if (!open.isEmpty()) open.peek().depth[0] = Math.max(open.peek().depth[0], closed.depth[0] + 1);
    }
    return false;
  }
}
