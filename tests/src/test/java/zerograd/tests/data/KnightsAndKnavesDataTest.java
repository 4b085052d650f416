package zerograd.tests.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerograd.cli.recipe.Assembly;
import zerograd.cli.recipe.Recipe;
import zerograd.data.Rows;
import zerograd.rl.dataset.DataRow;
import zerograd.rl.puzzle.KnightsAndKnaves;
import zerograd.rl.puzzle.PromptTemplate;
import zerograd.rl.puzzle.Puzzle;
import zerograd.rl.puzzle.PuzzleRow;
import zerograd.rl.puzzle.PuzzleSplit;
import zerograd.rl.puzzle.Statement;
import zerograd.rl.reward.KnightsAndKnavesReward;
import zerograd.rl.reward.Sample;
import zerograd.rl.task.RowsTask;

/// The generator against Logic-RL's published Parquet files: every column of every row, text and structure.
class KnightsAndKnavesDataTest {

  @ParameterizedTest
  @ValueSource(ints = {3, 5}) void everyColumnOfEveryRowIsThePublishedOne(int people) throws IOException {
    Path folder = SharedData.folder("knights_and_knaves");
    PuzzleSplit<PuzzleRow> split = PuzzleSplit
        .logicRl(PuzzleRow.rows(KnightsAndKnaves.PUBLISHED_SEED, people, 1100));
    int compared = compare(folder.resolve("people" + people + "_train.parquet"), split.train(), "train")
        + compare(folder.resolve("people" + people + "_test.parquet"), split.test(), "test");
    assertEquals(1000, compared);
    System.out.println("compared " + compared + " published puzzles of " + people + " people, all columns");
  }

  /// What a recipe mixes by `task.rows.make` are the published puzzles, in the published split.
  @Test void theMixedRecipeLearnsFromThePublishedPuzzles() throws IOException {
    Path recipes = Path.of("../recipes"), folder = SharedData.folder("knights_and_knaves");
    RowsTask task = (RowsTask) new Assembly(Recipe.read(recipes.resolve("logic-rl-mixed.yaml"), List.of()),
        recipes).task();
    assertEquals(List.of(4500, 500), List.of(task.train().size(), task.test().size()));
    for (int people : List.of(3, 5)) {
      assertEquals(prompts(folder.resolve("people" + people + "_train.parquet")),
          prompts(task.train(), people));
      assertEquals(prompts(folder.resolve("people" + people + "_test.parquet")),
          prompts(task.test(), people));
    }
  }

  private static List<String> prompts(Path file) throws IOException {
    return Rows.read(file).stream().map(row -> DataRow.of(row).text()).toList();
  }

  private static List<String> prompts(List<RowsTask.Placed> rows, int people) {
    return rows.stream().filter(placed -> placed.place().contains(" of " + people + " people"))
        .map(placed -> placed.row().text()).toList();
  }

  @Test void publishedStatementsParseAndHaveThePublishedSolution() throws IOException {
    for (Map<String, Object> row : Rows
        .read(SharedData.folder("knights_and_knaves").resolve("people5_test.parquet"))) {
      Puzzle puzzle = Puzzle.of(Statement.parse((String) row.get("statements")));
      assertEquals(row.get("solution"), puzzle.solution());
      assertEquals(row.get("statements"), puzzle.text());
    }
  }

  @Test void publishedAnswersEarnTheBestReward() throws IOException {
    KnightsAndKnavesReward reward = KnightsAndKnavesReward.paper();
    for (Map<String, Object> row : Rows
        .read(SharedData.folder("knights_and_knaves").resolve("people3_train.parquet"))) {
      String prompt = (String) ((Map<?, ?>) ((List<?>) row.get("prompt")).getFirst()).get("content");
      String response = " easy </think> <answer> " + row.get("solution_text_format") + " </answer><|im_end|>";
      Object truth = ((Map<?, ?>) row.get("reward_model")).get("ground_truth");
      assertEquals(reward.best(), reward.score(new Sample(prompt, response, truth)));
    }
  }

  private static int compare(Path file, List<PuzzleRow> ours, String split) throws IOException {
    List<Map<String, Object>> published = Rows.read(file);
    assertTrue(published.size() == ours.size(), file + " has " + published.size() + " rows");
    for (int i = 0; i < published.size(); i++) {
      assertEquals(published.get(i), ours.get(i).columns(PromptTemplate.QWEN_INSTRUCT, split, i),
          file + " row " + i);
    }
    return published.size();
  }
}
