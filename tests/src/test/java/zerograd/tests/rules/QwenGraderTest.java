package zerograd.tests.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zerograd.rl.math.QwenAnswer;
import zerograd.rl.math.QwenGrader;

/// The grader against verdicts recorded from the evaluation of Qwen2.5-Math, on 3,000 pairs of answers.
///
/// `-Dzerograd.rules=DIR` reads them from another folder.
class QwenGraderTest {

  private static final Path ROOT = Path.of(System.getProperty("zerograd.rules", "src/test/resources/rules"));

  private static double agreement(Predicate<JsonNode> ours, Function<JsonNode, Boolean> theirs)
      throws IOException {
    JsonMapper json = new JsonMapper();
    int compared = 0, agree = 0;
    for (String line : Files.readAllLines(ROOT.resolve("math_equal_pairs.jsonl"))) {
      JsonNode pair = json.readTree(line);
      compared++;
      if (ours.test(pair) == theirs.apply(pair)) agree++;
    }
    System.out.println("compared " + compared + " cases, " + agree + " agree");
    return (double) agree / compared;
  }

  @Test void answersInPlainFormAreJudgedAsRecorded() throws IOException {
    assertTrue(agreement(pair -> QwenGrader.equal(text(pair, "strip_pred"), text(pair, "gold")),
        pair -> pair.get("qwen_math_equal_stripped").asBoolean()) >= 0.97);
  }

  /// As they were written, answers reach a chain of three parsers whose verdicts on equal texts differ now and then.
  @Test void answersAsWrittenAreJudgedAlmostAsRecorded() throws IOException {
    assertTrue(agreement(pair -> QwenGrader.equal(text(pair, "pred"), text(pair, "gold")),
        pair -> pair.get("qwen_math_equal").asBoolean()) >= 0.95);
  }

  @Test void everyAnswerHasTheRecordedPlainForm() throws IOException {
    assertTrue(agreement(pair -> QwenAnswer.of("\\boxed{" + text(pair, "pred") + "}", "math")
        .equals(QwenAnswer.of("\\boxed{" + text(pair, "strip_pred") + "}", "math")), _ -> true) >= 0.97);
  }

  private static String text(JsonNode pair, String key) { return pair.get(key).asString(); }

  /// Nothing throws or hangs; a second is ten thousand times what a pair takes.
  @Test void anyTextIsJudged() {
    Random random = new Random(7);
    String[] pieces = {"\\frac", "{", "}", "(", ")", "[", "]", "1", "23", ".", ",", "x", "\\sqrt", "^", "_",
        "-", "+",
        "=", "\\begin{pmatrix}", "\\end{pmatrix}", "&", "\\\\", "|", "\\left", "\\text{", "$", "%", "!",
        "\\log", "sqrt(",
        "**", "9^9^9^9", "\u00e9", "\\boxed{", "{{{{{{{{", "((((((((", "--------"};
    for (int i = 0; i < 20_000; i++) {
      StringBuilder a = new StringBuilder(), b = new StringBuilder();
      for (int k = random.nextInt(30); k > 0; k--) a.append(pieces[random.nextInt(pieces.length)]);
      for (int k = random.nextInt(30); k > 0; k--) b.append(pieces[random.nextInt(pieces.length)]);
      QwenGrader.equal(a.toString(), b.toString());
      QwenGrader.equal(QwenAnswer.of(a.toString(), "math"), b.toString());
    }
  }
}
