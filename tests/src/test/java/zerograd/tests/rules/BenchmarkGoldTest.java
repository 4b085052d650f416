package zerograd.tests.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zerograd.data.Rows;
import zerograd.rl.eval.Benchmark;
import zerograd.rl.eval.MathDataset;
import zerograd.rl.eval.Question;
import zerograd.rl.eval.QuestionTemplate;
import zerograd.tests.Fixtures;

/// Questions and right answers of benchmarks against those that the published evaluation reads from the same rows.
///
/// The files of the benchmarks are not in the project, nor is `math_ground_truth_parsed.jsonl`; what is absent is not compared.
class BenchmarkGoldTest {

  private static final Path ROOT = Path.of(System.getProperty("zerograd.rules", "src/test/resources/rules"));

  @Test void rightAnswersAreThoseOfThePublishedEvaluation() throws IOException {
    Path recorded = ROOT.resolve("math_ground_truth_parsed.jsonl");
    assumeTrue(Files.exists(recorded),
        "math_ground_truth_parsed.jsonl is not here; name its folder by -Dzerograd.rules");
    JsonMapper json = new JsonMapper();
    Map<String, List<Question>> questions = new HashMap<>();
    int compared = 0;
    List<String> differences = new ArrayList<>();
    for (String line : Files.readAllLines(recorded)) {
      JsonNode gold = json.readTree(line);
      String name = gold.get("dataset").asString();
      if (!questions.containsKey(name)) questions.put(name, questions(name));
      if (questions.get(name).isEmpty()) continue;
      Question question = questions.get(name).get(gold.get("row").asInt());
      compared++;
      int length = question.text().codePointCount(0, question.text().length());
      if (!question.gold().equals(gold.get("gold").asString())
          || length != gold.get("question_chars").asInt())
        differences.add(question.gold() + " " + length + " for " + line);
    }
    System.out.println("compared " + compared + " cases, " + (compared - differences.size()) + " agree");
    assumeTrue(compared > 0, "no file of a benchmark is here");
    assertEquals(List.of(), differences.stream().limit(20).toList());
  }

  private static List<Question> questions(String name) throws IOException {
    Optional<Path> folder = Fixtures.data("math_eval");
    if (folder.isEmpty() || !Files.exists(folder.get().resolve(name + ".jsonl"))) return List.of();
    return MathDataset.named(name).orElseThrow().questions(name,
        Rows.read(folder.get().resolve(name + ".jsonl")));
  }

  /// DeepEnlighten's published file has the prompts of the same rows.
  @Test void socialIqaIsPutAsPublished() throws IOException {
    Optional<Path> rows = Fixtures.data("social_iqa/validation.jsonl"),
        published = Fixtures.data("social_iqa/qwen_instruct.parquet");
    assumeTrue(rows.isPresent() && published.isPresent(), "the files of Social IQa are not here");
    Benchmark benchmark = Benchmark.socialIqa("validation.jsonl", Rows.read(rows.get()));
    QuestionTemplate template = QuestionTemplate.named("siqa-qwen-instruct");
    List<Map<String, Object>> prompts = Rows.read(published.get());
    assertEquals(prompts.size(), benchmark.questions().size());
    for (int i = 0; i < prompts.size(); i++) {
      Map<?, ?> message = (Map<?, ?>) ((List<?>) prompts.get(i).get("prompt")).getFirst();
      assertEquals(message.get("content"), template.prompt(benchmark.questions().get(i).text(), List.of()));
    }
  }

  @Test void aHundredPuzzlesOfEachSizeAreAsked() {
    for (int people = 2; people <= 8; people++) {
      Benchmark puzzles = Benchmark.knightsAndKnaves(people);
      assertEquals(100, puzzles.questions().size());
      assertTrue(puzzles.questions().getFirst().text().contains("You meet " + people + " inhabitants"));
    }
  }
}
