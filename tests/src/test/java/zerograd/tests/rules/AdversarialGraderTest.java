package zerograd.tests.rules;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zerograd.rl.math.BenchmarkRow;
import zerograd.rl.math.ChoiceFinder;
import zerograd.rl.math.MathVerifyGrader;
import zerograd.rl.math.QwenAnswer;
import zerograd.rl.math.QwenGrader;

/// No text makes a grader throw or hang: random ones of the pieces that formulas are made of, and ones that are made to hurt.
///
/// The limits are nets against texts that never end: they are hundreds of times what any of these takes.
class AdversarialGraderTest {

  private static final int LONG = 100_000;
  private static final String[] PIECES = {"\\frac", "{", "}", "(", ")", "[", "]", "1", "23", ".", ",", "x",
      "\\sqrt", "^",
      "_", "-", "+", "=", "<", "\\le", "\\begin{pmatrix}", "\\end{pmatrix}", "&", "\\\\", "|", "\\left",
      "\\text{", "$",
      "$$", "%", "!", "\\log", "sqrt(", "**", "9^9^9^9", "\u00e9", "\\boxed{", "{{{{{{{{", "((((((((",
      "--------", "\\(",
      "\\)", "\\[", "answer is ", "Final answer: ", " and ", "\\cup", "\\pm", "infinity", "\\{", "\\}", "0.5",
      "1e999999999",
      "10,000", "cm", "\n", "\\circ", "\\binom", "e", "i", "\\pi", "I hope", "\\sum_", "\\in", "\\mathbb{R}"};
  private static final List<String> BAIT = List.of("{", "}", "(", "\\frac{", "\\boxed{", "$", "$$", "\\(",
      "\\[", " [", "9^",
      "2^{", "1 ", "1,", "1+", "1*", "-", "!", "answer ", "answer: ", "final answer is ", "\\text{",
      "\\text{ ", "a", "aaa b",
      " ", "\t", "\n", "\\", "\\\\", "9", "0.", ".", "\\sqrt", "|", "||", "x+", "(x+y+z)", "(x+1)^9",
      "\\sqrt{2}+", "x_", "=",
      "x=", "<", "\\cup[0,1]", "\\{1,", "&", "\\begin{matrix}", "'", "%", "\\pm1", "1\\frac{1}{3}", "12 cm ",
      "and ", "or",
      ",\\!", "Problem: ", "(1,2),");

  private static void judge(String a, String b) {
    MathVerifyGrader.standard().equal(a, b);
    MathVerifyGrader.standard().equal("\\boxed{" + a + "}", "\\boxed{" + b + "}");
    QwenGrader.equal(a, b);
    QwenGrader.equal(QwenAnswer.of(a, "math"), b);
    QwenAnswer.of(a, "mmlu_stem");
    BenchmarkRow.of("asdiv", Map.of("answer", a, "body", b, "question", a));
    new ChoiceFinder(List.of("A", "B")).find(a);
  }

  @Test void randomTextsAreJudged() {
    Random random = new Random(7);
    assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
      for (int i = 0; i < 1_500; i++) judge(text(random), text(random));
    });
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int k = random.nextInt(30); k > 0; k--) text.append(PIECES[random.nextInt(PIECES.length)]);
    return text.toString();
  }

  /// A hundred thousand characters of one piece, also nested, closed, boxed and in front of an answer.
  @Test void longTextsAreJudged() {
    List<String> texts = new ArrayList<>();
    for (String piece : BAIT) {
      String many = piece.repeat(LONG / piece.length());
      texts.addAll(List.of(many, "The answer is $\\boxed{" + many + "}$"));
    }
    for (String text : texts)
      assertTimeoutPreemptively(Duration.ofSeconds(20), () -> judge(text, "\\frac{1}{2}"),
          () -> text.substring(0, 40));
  }

  @Test void hugeNumbersAreJudged() {
    List<String> texts = List.of("9^{9^{9^{9}}}", "9^9^9^9", "((9!)!)!", "10^{100000}", "0.1^{-99999}",
        "2^{1/0}", "\\sqrt{-1}",
        "(x+y+z+w)^{40}", "((x+y)^{30}+1)^{30}", "\\frac{1}{(a+b+c)^{20}}+\\frac{1}{(a-b-c)^{20}}",
        "\\binom{10^9}{10^8}",
        "1".repeat(50_000), "0." + "3".repeat(50_000), "1e999999999", "\\log_{1}{1}", "\\sqrt[0]{5}",
        "\\frac{0}{0}",
        "\\{" + "1,".repeat(1_000) + "2\\}", "\\begin{pmatrix}" + "1&".repeat(500) + "2\\end{pmatrix}^{10}");
    for (String a : texts)
      for (String b : List.of(a, a + "+1", "1"))
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> judge(a, b),
            () -> a.substring(0, Math.min(40, a.length())));
  }
}
