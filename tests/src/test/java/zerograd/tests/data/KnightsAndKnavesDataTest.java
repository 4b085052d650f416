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
import zerograd.data.Rows;
import zerograd.rl.puzzle.KnightsAndKnaves;
import zerograd.rl.puzzle.PromptTemplate;
import zerograd.rl.puzzle.Puzzle;
import zerograd.rl.puzzle.PuzzleRow;
import zerograd.rl.puzzle.PuzzleSplit;
import zerograd.rl.puzzle.Statement;
import zerograd.rl.reward.KnightsAndKnavesReward;
import zerograd.rl.reward.Sample;

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
