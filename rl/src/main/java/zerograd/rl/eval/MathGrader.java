package zerograd.rl.eval;

import java.util.List;
import zerograd.rl.math.MathVerifyGrader;
import zerograd.rl.math.QwenAnswer;
import zerograd.rl.math.QwenGrader;
import zerograd.rl.reward.Sample;

/// Judges mathematical answers: a response ends where its first stop text begins, and its answer is what [QwenAnswer] finds in it,
/// as in the evaluation of SimpleRL and SimpleRL-Zoo.
///
/// @param dataset whose rules for answers apply, "math" if it has none of its own
/// @param stops texts that end a response
/// @param judge who compares it with the right one
public record MathGrader(String dataset, List<String> stops, Judge judge) implements Grader {

  /// Who compares two answers.
  public enum Judge {

    /// The grader of Qwen2.5-Math's evaluation, [QwenGrader], which reads "14401" as "14400".
    QWEN {
      @Override boolean equal(String answer, String gold) { return QwenGrader.equal(answer, gold); }
    },

    /// Math-Verify, [MathVerifyGrader], the verifier of SimpleRL-Zoo's training; both answers are put in boxes.
    MATH_VERIFY {
      @Override boolean equal(String answer, String gold) {
        return MathVerifyGrader.standard().equal(boxed(gold), boxed(answer));
      }
    };

    abstract boolean equal(String answer, String gold);

    private static String boxed(String answer) { return answer.contains("\\boxed") ? answer : "\\boxed{" + answer + "}"; }
  }

  public MathGrader {
    stops = List.copyOf(stops);
  }

  @Override public String answer(Sample sample) {
    return QwenAnswer.of(StopTexts.cut(sample.response(), stops), dataset);
  }

  @Override public double score(Sample sample) {
    return judge.equal(answer(sample), sample.groundTruth("answer")) ? 1 : 0;
  }

  @Override public double fullScore() { return 1; }

  @Override public boolean same(String a, String b) { return judge.equal(a, b); }
}
