package zerograd.tests.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import zerograd.data.Rows;
import zerograd.rl.eval.Benchmark;
import zerograd.rl.eval.QuestionTemplate;
import zerograd.tests.Fixtures;

/// Questions of benchmarks as they are put. The files of Social IQa are not in the project; without them it is not compared.
class BenchmarkTest {

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
