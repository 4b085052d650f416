package zerograd.tests.rules;

import static zerograd.tests.rules.Recorded.text;

import org.junit.jupiter.api.Test;
import zerograd.rl.math.QwenAnswer;
import zerograd.rl.math.QwenGrader;

/// The grader against verdicts recorded from the evaluation of Qwen2.5-Math, on 3,000 pairs of answers.
class QwenGraderTest {

  @Test void answersInPlainFormAreJudgedAsRecorded() {
    Recorded.compare("Qwen grader on plain pairs", Recorded.lines("math_equal_pairs.jsonl"),
        pair -> QwenGrader.equal(text(pair, "strip_pred"), text(pair, "gold")) == pair
            .get("qwen_math_equal_stripped")
            .asBoolean(),
        0.97);
  }

  /// As they were written, answers reach a parser that reads no letters any more once it has read a differential in the same
  /// process; without that, the program agrees with its own recording on 97.0 % (docs/rewards.md).
  @Test void answersAsWrittenAreJudgedAlmostAsRecorded() {
    Recorded.compare("Qwen grader on pairs as written", Recorded.lines("math_equal_pairs.jsonl"),
        pair -> QwenGrader.equal(text(pair, "pred"), text(pair, "gold")) == pair.get("qwen_math_equal")
            .asBoolean(),
        0.95);
  }

  @Test void everyAnswerHasTheRecordedPlainForm() {
    Recorded.compare("plain forms", Recorded.lines("math_equal_pairs.jsonl"),
        pair -> plain(text(pair, "pred")).equals(plain(text(pair, "strip_pred"))), 0.97);
  }

  private static String plain(String answer) { return QwenAnswer.of("\\boxed{" + answer + "}", "math"); }
}
