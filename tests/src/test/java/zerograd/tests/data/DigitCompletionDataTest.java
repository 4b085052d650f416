package zerograd.tests.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import zerograd.data.Rows;
import zerograd.rl.puzzle.DigitCompletion;

/// The prompts of verl's published Parquet files are those of the generator; their order and split were not
/// seeded.
class DigitCompletionDataTest {

  @Test void publishedPromptsAreTheGeneratorsInAnotherOrder() throws IOException {
    Path folder = SharedData.folder("digit_completion");
    List<String> train = prompts(folder.resolve("train.parquet")),
        test = prompts(folder.resolve("test.parquet"));
    assertEquals(List.of(800, 200), List.of(train.size(), test.size()));
    List<String> both = new ArrayList<>(train);
    both.addAll(test);
    assertEquals(DigitCompletion.all().stream().map(DigitCompletion::prompt).sorted().toList(),
        both.stream().sorted().toList());
    System.out.println("compared " + both.size() + " published prompts of digit completion");
  }

  private static List<String> prompts(Path file) throws IOException {
    return Rows.read(file).stream()
        .map(row -> (String) ((Map<?, ?>) ((List<?>) row.get("prompt")).getFirst()).get("content"))
        .toList();
  }
}
