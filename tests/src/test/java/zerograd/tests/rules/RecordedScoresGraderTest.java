package zerograd.tests.rules;

import static zerograd.tests.rules.MathVerifyGraderTest.boxed;
import static zerograd.tests.rules.Recorded.text;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import zerograd.rl.math.BenchmarkRow;
import zerograd.rl.math.MathVerifyGrader;
import zerograd.rl.math.QwenAnswer;
import zerograd.rl.math.QwenGrader;
import zerograd.rl.reward.Sample;
import zerograd.rl.reward.SimpleRlReward;
import zerograd.rl.reward.SimpleRlZooReward;
import zerograd.tests.Fixtures;

/// Real answers of a model to real questions, with the answer that was found in them and the scores they got; and the right
/// answers of benchmarks as published programs read them.
///
/// The answers and benchmarks are in the folder `math_eval` of `-Dzerograd.data`, which the project does not contain.
class RecordedScoresGraderTest {

  private static Optional<Path> data(String name) {
    return Fixtures.data("math_eval").map(folder -> folder.resolve(name + ".jsonl"))
        .filter(Files::exists);
  }

  @Test void realAnswersAreFoundAndScoredAsRecorded() {
    Optional<Path> file = data("math_cot_100");
    Assumptions.assumeTrue(file.isPresent(), "no real answers here; -Dzerograd.data=DIR says where");
    List<JsonNode> rows = Recorded.lines(file.get());
    List<JsonNode> recorded = Recorded.lines("math_cot_100_scored.jsonl");
    MathVerifyGrader verifier = MathVerifyGrader.standard();
    Recorded.compare("answers found", recorded,
        scored -> text(scored, "extract_math").equals(answer(rows, scored)), 1);
    Recorded.compare("scores of the Qwen grader", recorded,
        scored -> QwenGrader.equal(answer(rows, scored), gold(rows, scored)) == scored.get("qwen").asBoolean()
            && scored.get("qwen").equals(scored.get("rec_score")),
        1);
    Recorded.compare("scores of the verifier", recorded,
        scored -> verifier.equal(boxed(gold(rows, scored)), boxed(answer(rows, scored))) == scored
            .get("math_verify")
            .asBoolean(),
        1);
  }

  /// SimpleRL's and SimpleRL-Zoo's rewards are made of what was recorded: whether the answer is right, whether it is boxed.
  @Test void realAnswersAreRewardedAsTheirScoresSay() {
    Optional<Path> file = data("math_cot_100");
    Assumptions.assumeTrue(file.isPresent(), "no real answers here; -Dzerograd.data=DIR says where");
    List<JsonNode> rows = Recorded.lines(file.get());
    Recorded.compare("rewards of SimpleRL and SimpleRL-Zoo", Recorded.lines("math_cot_100_scored.jsonl"),
        scored -> {
          String response = response(rows, scored);
          Sample sample = new Sample("<|im_start|>user\nBox it.<|im_end|>\n<|im_start|>assistant\n", response,
              gold(rows, scored));
          double simple = !response.contains("boxed") ? -1 : scored.get("qwen").asBoolean() ? 1 : -0.5;
          double zoo = scored.get("math_verify").asBoolean() ? 1 : 0;
          return SimpleRlReward.published().score(sample) == simple
              && SimpleRlZooReward.published().score(sample) == zoo;
        }, 1);
  }

  private static String answer(List<JsonNode> rows, JsonNode scored) {
    return QwenAnswer.of(response(rows, scored), "math");
  }

  private static String response(List<JsonNode> rows, JsonNode scored) {
    return rows.get(scored.get("row").asInt()).get("code").get(scored.get("sample").asInt()).asString();
  }

  private static String gold(List<JsonNode> rows, JsonNode scored) {
    return text(rows.get(scored.get("row").asInt()), "gt");
  }

  @Test void rightAnswersAreReadAsRecorded() {
    Map<String, Optional<List<JsonNode>>> benchmarks = new HashMap<>();
    TreeSet<String> absent = new TreeSet<>();
    List<JsonNode> known = Recorded.lines("math_ground_truth_parsed.jsonl").stream().filter(recorded -> {
      String name = text(recorded, "dataset");
      boolean isHere = benchmarks.computeIfAbsent(name, file -> data(file).map(Recorded::lines)).isPresent();
      if (!isHere) absent.add(name);
      return isHere;
    }).toList();
    Assumptions.assumeTrue(!known.isEmpty(), "no benchmark is here; -Dzerograd.data=DIR says where");
    Recorded.compare(
        "right answers" + (absent.isEmpty() ? "" : " (no file for " + String.join(", ", absent) + ")"), known,
        recorded -> isReadSo(recorded, benchmarks.get(text(recorded, "dataset")).orElseThrow()), 1);
  }

  private static boolean isReadSo(JsonNode recorded, List<JsonNode> rows) {
    @SuppressWarnings("unchecked")
    Map<String, Object> row = Recorded.JSON
        .convertValue(rows.get(recorded.get("row").asInt()), Map.class);
    BenchmarkRow read = BenchmarkRow.of(text(recorded, "dataset"), row);
    int characters = read.question().codePointCount(0, read.question().length());
    return read.answer().equals(text(recorded, "gold"))
        && characters == recorded.get("question_chars").asInt();
  }
}
