package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.cli.recipe.SftRecipe;
import zerograd.models.chat.ChatTemplate;
import zerograd.models.json.JsonFiles;
import zerograd.rl.puzzle.FormattedPuzzle;
import zerograd.rl.puzzle.PuzzleCourse;
import zerograd.rl.puzzle.PuzzleSchool;

/// The project's recipe for fine-tuning, `recipes/sft/island.yaml`, and where its chats come from.
class IslandRecipeTest {

  private static final Path FOLDER = Path
      .of(Files.exists(Path.of("recipes")) ? "recipes/sft" : "../recipes/sft");

  /// A puzzle as a chat: who is who, by a careful solver, and a question about the person named last.
  private static String row(FormattedPuzzle puzzle) {
    String quiz = puzzle.quiz(), solution = new PuzzleSchool(0, 0, 1234).response(0, puzzle);
    String asked = puzzle.names().getLast();
    String statements = quiz.substring(quiz.indexOf(". ", quiz.indexOf("inhabitants:")) + 2);
    String cases = solution.substring(1, solution.indexOf(" </think>"));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("messages", List.of(ChatTemplate.message("user", statements),
        ChatTemplate.message("assistant", cases + " So " + puzzle.solutionText()),
        ChatTemplate.message("user", "What is " + asked + "?"),
        ChatTemplate.message("assistant",
            asked + " is " + puzzle.roles().of(puzzle.puzzle().solution().getLast()) + ".")));
    return new String(JsonFiles.line(row), StandardCharsets.UTF_8) + "\n";
  }

  private static String rows(List<FormattedPuzzle> puzzles) {
    return puzzles.stream().map(IslandRecipeTest::row).collect(Collectors.joining());
  }

  @Test void itsChatsArePuzzlesOfTheQuickstartsCourse() throws IOException {
    PuzzleCourse.Puzzles puzzles = new PuzzleCourse(2, 3, 8, 975, 200, 1234).puzzles();
    assertEquals(rows(puzzles.examples(5_000_000, 5_000_120)),
        Files.readString(FOLDER.resolve("island-train.jsonl")));
    assertEquals(rows(puzzles.examination().subList(0, 24)),
        Files.readString(FOLDER.resolve("island-held-out.jsonl")));
  }

  @Test void itIsNamedAsItsFileAndLearns(@TempDir Path folder) throws IOException {
    Path file = FOLDER.resolve("island.yaml");
    assertEquals("island", SftRecipe.read(file, List.of()).name());
    String printed = Zerograd.printed("sft", file.toString(), "--out", folder.resolve("run").toString(),
        "steps=3",
        "optimizer.warmup_steps=0");
    assertTrue(printed.contains("data: 120 examples, 12,014 tokens, of which 4,712 are learned"), printed);
    List<Double> losses = Files.readAllLines(folder.resolve("run/metrics.jsonl")).stream()
        .map(line -> JsonFiles.parse(file, line.getBytes(StandardCharsets.UTF_8)).get("val/loss"))
        .filter(Double.class::isInstance).map(Double.class::cast).toList();
    assertTrue(losses.size() == 2 && losses.getLast() < losses.getFirst(), losses.toString());
    assertTrue(Files.readString(folder.resolve("run/final/chat_template.jinja")).contains("eos_token"));
  }
}
