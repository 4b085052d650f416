package zerograd.rl.eval;

import java.util.List;
import zerograd.rl.math.QwenAnswer;
import zerograd.rl.math.QwenGrader;
import zerograd.rl.reward.Sample;

/// Judges mathematical answers as the evaluation of Qwen2.5-Math does, which SimpleRL and SimpleRL-Zoo use: a response ends where
/// its first stop text begins, its answer is found by [QwenAnswer] and compared by [QwenGrader].
///
/// @param dataset whose rules for answers apply, "math" if it has none of its own
/// @param stops texts that end a response
public record QwenMathGrader(String dataset, List<String> stops) implements Grader {

  public QwenMathGrader {
    stops = List.copyOf(stops);
  }

  @Override public String answer(Sample sample) {
    return QwenAnswer.of(StopTexts.cut(sample.response(), stops), dataset);
  }

  @Override public double score(Sample sample) {
    return QwenGrader.equal(answer(sample), sample.groundTruth("answer")) ? 1 : 0;
  }

  @Override public double fullScore() { return 1; }

  @Override public boolean same(String a, String b) { return QwenGrader.equal(a, b); }
}
