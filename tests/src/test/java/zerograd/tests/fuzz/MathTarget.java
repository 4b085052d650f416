package zerograd.tests.fuzz;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import zerograd.rl.math.QwenAnswer;
import zerograd.rl.math.QwenGrader;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.reward.Sample;
import zerograd.testkit.fuzz.FuzzTarget;

/// Two mathematical answers, with a tab between them, found and compared as in scoring: within the steps of a sample.
public final class MathTarget implements FuzzTarget {

  private final RewardRunner runner = new RewardRunner(MathTarget::score, 1, 100_000, Duration.ofSeconds(30),
      0);

  private static double score(Sample sample) {
    String answer = QwenAnswer.of(sample.response(), "math"),
        gold = QwenAnswer.of((String) sample.groundTruth(), "math");
    boolean sameChoice = QwenAnswer.of(sample.response(), "aqua")
        .equals(QwenAnswer.of((String) sample.groundTruth(), "aqua"));
    return QwenGrader.equal(answer, gold) || sameChoice ? 1 : 0;
  }

  @Override public boolean parse(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    int tab = text.indexOf('\t');
    String answer = tab < 0 ? text : text.substring(0, tab), gold = tab < 0 ? text : text.substring(tab + 1);
    return runner.score(List.of(new Sample("", answer, gold))).values()[0] == 1;
  }

  @Override public int longest() { return 2_000; }

  @Override public List<String> words() { return FORMULAS; }

  /// Pieces of answers.
  static final List<String> FORMULAS = List.of("\t", "\\boxed{", "}", "{", "\\frac", "\\frac{1}{2}", "\\sqrt",
      "\\sqrt[3]",
      "\\begin{pmatrix}",
      "\\end{pmatrix}", "\\\\", "&", "\\left(", "\\right)", "\\pi", "\\infty", "\\cup", "^", "_", "**", "!",
      "!!", "9!", "1e9",
      "9**9**9", "^{9^{9}}", "=", "<", "\\le", ",", "(", ")", "[", "]", "|", "\\%", "%", "$", "\\text{",
      "\\cdot", "\\times", "\\div",
      "\\log", "\\sin", "\\binom", "x", "e", "i", "two hundred", "answer is", ".", "0.", "-", "+", "*", "/",
      "\\{", "\\}");
}
