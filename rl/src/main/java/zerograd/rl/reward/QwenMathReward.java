package zerograd.rl.reward;

import java.util.List;
import zerograd.rl.math.QwenAnswer;
import zerograd.rl.math.QwenGrader;

/// 1 for an answer that the grader of Qwen2.5-Math takes for the right one, 0 for others; no box is asked for.
///
/// Yang et al. 2024, *Qwen2.5-Math Technical Report*, arXiv:2409.12122, the evaluation's published code.
public record QwenMathReward() implements Reward {

  private static final List<String> ENDS = List.of("</s>", "<|im_end|>", "<|endoftext|>");

  @Override public double score(Sample sample) {
    String response = sample.response();
    for (String end : ENDS) {
      int at = response.indexOf(end);
      if (at >= 0) response = response.substring(0, at);
    }
    return QwenGrader.equal(QwenAnswer.of(response, "math"), sample.groundTruth("answer")) ? 1 : 0;
  }
}
