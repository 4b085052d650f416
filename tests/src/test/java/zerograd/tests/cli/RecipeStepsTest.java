package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerograd.cli.recipe.Recipe;
import zerograd.data.Rows;

/// The first steps of every stage of every recipe, with a model of a few thousand weights, few prompts and short responses, and
/// with two rows in the place of data that others published.
///
/// What the sampler said of its tokens, the trainer says too: in the first update of a step the largest difference of the
/// log-probs is 0 and every ratio 1. `StagedTrainerTest` says so of every algorithm.
class RecipeStepsTest {

  private static final Path RECIPES = Path.of(Files.exists(Path.of("recipes")) ? "recipes" : "../recipes");
  private static final int STEPS = 2;

  @TempDir
  private static Path shared;
  @TempDir
  private Path folder;

  /// Made by a recipe, with a tokenizer.
  @BeforeAll static void aSmallModel() throws IOException {
    Zerograd.printed("train", Recipes.write(shared, Recipes.SUPERVISED).toString(), "steps=3",
        "model.create.max_position_embeddings=4096", "--out",
        shared.resolve("run").toString());
    Files.writeString(shared.resolve("math.jsonl"),
        """
            {"problem": "What is $1 + 1$?", "solution": "It is $\\\\boxed{2}$.", "level": "Level 4", "type": "Algebra"}
            {"problem": "What is $2 + 1$?", "solution": "It is $\\\\boxed{3}$.", "level": "Level 4", "type": "Algebra"}
            """);
    Files.writeString(shared.resolve("social-iqa.jsonl"),
        """
            {"context": "Kai fell.", "question": "How is Kai?", "answerA": "hurt", "answerB": "fine", "answerC": "red", "label": "1"}
            {"context": "Kai won.", "question": "How is Kai?", "answerA": "hurt", "answerB": "glad", "answerC": "red", "label": "2"}
            """);
  }

  static Stream<Path> recipes() throws IOException {
    try (Stream<Path> listed = Files.list(RECIPES)) {
      return listed.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("recipes") void everyStageBeginsAndItsFirstUpdatesAreOnPolicy(Path file) throws IOException {
    Recipe recipe = Recipe.read(file, List.of());
    List<String> words = new ArrayList<>(small("", recipe));
    for (int i = 0; i < recipe.stages().size(); i++)
      words.addAll(small("stages." + i + ".", recipe.staged().get(i)));
    if (recipe.model().load() != null)
      words.add("model.load=" + shared.resolve("run/final").toAbsolutePath());
    else
      words.addAll(List.of("model.create.hidden_size=16", "model.create.intermediate_size=24",
          "model.create.num_hidden_layers=1"));
    words.add("sampling.stop_token_ids=[]");                // those of the published model's vocabulary
    long rewarded = recipe.staged().stream().filter(stage -> stage.method() != Recipe.Method.SFT).count();
    assertOnPolicy(file, words, STEPS * (int) rewarded);
  }

  private void assertOnPolicy(Path file, List<String> words, int rewardedSteps) throws IOException {
    Path run = folder.resolve("run");
    List<String> line = new ArrayList<>(List.of("train", file.toString(), "--out", run.toString()));
    line.addAll(words);
    Zerograd.printed(line.toArray(String[]::new));
    int steps = 0;
    for (Map<String, Object> row : Rows.read(run.resolve("metrics.jsonl"))) {
      if (!row.containsKey("rollout/logprob_diff_max")) continue;
      steps++;
      assertEquals(0, number(row, "rollout/logprob_diff_max"), row.toString());
      assertEquals(1, number(row, "actor/ratio_min"), row.toString());
      assertEquals(1, number(row, "actor/ratio_max"), row.toString());
      assertTrue(number(row, "actor/updates") <= 1, "one update a step, so that every ratio is of the first");
    }
    assertEquals(rewardedSteps, steps);
  }

  private static double number(Map<String, Object> row, String name) {
    return ((Number) row.get(name)).doubleValue();
  }

  /// What makes a recipe, or a stage of it, small.
  private static List<String> small(String prefix, Recipe recipe) {
    boolean isSft = recipe.method() == Recipe.Method.SFT;
    List<String> words = new ArrayList<>(List.of("steps=" + STEPS, "sampling.prompts=2",
        "sampling.group=" + Math.min(2, recipe.sampling().group()), "sampling.max_new_tokens=4",
        "optimizer.warmup_steps=0", "intervals.validate=0",
        "intervals.checkpoint=0", "batch.size=" + (isSft ? 2 : 0)));
    if (recipe.task().knightsAndKnaves() != null) {
      for (String key : List.of("pool=40", "held_out=2", "examples=4"))
        words.add("task.knights_and_knaves." + key);
    } else if (recipe.task().rows() != null) {
      var rows = recipe.task().rows();
      if (rows.make() != null) {
        words.addAll(List.of("task.rows.count=8", "task.rows.held_out=2"));
      } else if (prefix.isEmpty()) {
        Path data = shared.resolve(rows.raw() + ".jsonl").toAbsolutePath();
        words.addAll(List.of("task.rows.train=" + data, "task.rows.test=" + data,
            "task.rows.max_prompt_tokens=0", "task.rows.max_prompt_characters=0"));
      }
    }
    return words.stream().map(word -> prefix + word).toList();
  }
}
