package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.cli.Main;

/// A recipe that cannot be used is refused in one sentence that names the key, before anything is written.
class BadRecipeTest {

  @TempDir
  private Path folder;

  /// What is said of a recipe with single values changed by `words`.
  private String refusal(String recipe, String... words) throws IOException {
    Path file = folder.resolve("recipe.yaml");
    Files.writeString(file, recipe);
    return refusal(file, words);
  }

  private String refusal(Path file, String... words) {
    Path run = folder.resolve("run");
    List<String> all = new ArrayList<>(List.of("train", file.toString(), "--out", run.toString()));
    all.addAll(List.of(words));
    String sentence = Zerograd.refusal(Main.MISUSED, all.toArray(String[]::new));
    assertTrue(Files.notExists(run), "a refused recipe leaves nothing behind");
    return sentence;
  }

  private void assertRefused(String expected, String recipe, String... words) throws IOException {
    assertEquals(expected, refusal(recipe, words));
  }

  @Test void anUnknownKeyNamesTheNearestOne() throws IOException {
    assertRefused("unknown key optimiser; did you mean optimizer?", "optimiser: {learning_rate: 1}");
    assertRefused("unknown key optimizer.learningrate; did you mean learning_rate?",
        "optimizer: {learningrate: 1}");
    assertRefused("unknown key rl.clip; did you mean clip_low?", Recipes.REINFORCED, "rl.clip=0.1");
    assertRefused("unknown key stpes; did you mean steps?", Recipes.REINFORCED, "stpes=3");
    assertRefused("unknown key task.digit_completion.sead; did you mean seed?", Recipes.REINFORCED,
        "task.digit_completion.sead=3");
    assertTrue(refusal("null: 3").startsWith("unknown key null"));
  }

  @Test void aValueOfTheWrongKindIsNamed() throws IOException {
    assertRefused("steps needs a whole number, got \"many\"", "steps: many");
    assertRefused("steps needs a whole number, got \"1.5\"", "steps: 1.5");
    assertRefused("steps needs a whole number, got \"3000000000\"", "steps: 3000000000");
    assertRefused("optimizer.learning_rate needs a number, got \"fast\"", "optimizer: {learning_rate: fast}");
    assertRefused("batch.recompute needs true or false, got \"1\"", "batch: {recompute: 1}");
    assertRefused("model needs a block of keys, got \"small\"", "model: small");
    assertRefused("name needs a text, got a list", "name: [a, b]");
    assertRefused("rl needs a block of keys, got a list", "rl: [1]");
    assertRefused("method is \"grpp\"; did you mean grpo?", "method: grpp");
    assertRefused("steps has no value", "steps:");
    assertRefused("method has no value", Recipes.REINFORCED, "method=");
    assertRefused("steps must not be negative, got -1", "steps: -1");
    assertRefused("batch: micro must be at least 1, got 0", "batch: {micro: 0}");
    assertRefused("name must be a word, got \"a/b\"", "name: a/b");
  }

  @Test void aRecipeMustNameAModelAndATask() throws IOException {
    assertRefused("task needs one of knights_and_knaves, digit_completion, rows", "steps: 1");
    assertRefused("task needs one of knights_and_knaves, digit_completion, rows", "task:");
    assertRefused("model needs one of load, create", "task: {digit_completion: {}}");
    Path absent = folder.resolve("no-such-model");
    assertRefused("model.load names " + absent + ", which is not a folder", Recipes.REINFORCED,
        "model.load=no-such-model");
    assertRefused("model.load names " + folder.resolve("../runs/recipe/final")
        + ", which is not a folder; run ./zerograd train " + folder.resolve("recipe.yaml")
        + " first, which makes it", Recipes.REINFORCED, "model.load=../runs/recipe/final");
    assertRefused("model.create.model_type is \"qwen3\"; did you mean qwen2?", Recipes.REINFORCED,
        "model.create.model_type=qwen3");
    assertRefused("digit_completion needs both a train and a test file, or neither", Recipes.REINFORCED,
        "task.digit_completion.train=x.parquet");
    assertRefused("rl.averaging is \"token_mean\"; did you mean token-mean?", Recipes.REINFORCED,
        "rl.averaging=token_mean");
    assertRefused("rl.kl_in is \"lost\"; did you mean loss?", Recipes.REINFORCED, "rl.kl=k1",
        "rl.kl_in=lost");
    assertRefused("rl.scale is \"grup\"; did you mean group?", Recipes.REINFORCED, "method=grpo",
        "rl.scale=grup");
  }

  @Test void aStageIsReadAsARecipe() throws IOException {
    assertRefused("unknown key stages[1].stpes; did you mean steps?", Recipes.STAGED + "  - {}\n",
        "stages.1.stpes=3");
    assertRefused("stages[2].steps needs a whole number, got \"many\"", Recipes.STAGED,
        "stages.2.steps=many");
    assertRefused("stages[0].seed is the run's; a stage cannot change it", Recipes.STAGED, "stages.0.seed=2");
    assertRefused("stages[0].model is the run's; a stage cannot change it", Recipes.STAGED,
        "stages.0.model={load: x}");
    assertRefused("\"stages.3.steps=1\" names item 3 of stages, which has 3", Recipes.STAGED,
        "stages.3.steps=1");
    assertRefused("stages[2].sampling: top_p must be in (0, 1], got 1.5", Recipes.STAGED,
        "stages.2.sampling.top_p=1.5");
  }

  @Test void aKeyThatWouldDoNothingIsRefused() throws IOException {
    assertRefused("rl.lambda does nothing here; it needs method ppo", Recipes.REINFORCED, "rl.lambda=0.9");
    assertRefused("rl.scale does nothing here; it needs method grpo", Recipes.REINFORCED, "rl.scale=none");
    assertRefused("rl.kl_target does nothing here; it needs rl.kl", Recipes.REINFORCED, "rl.kl=none",
        "rl.kl_in=loss", "rl.kl_weight=0.001", "rl.kl_target=0.1");
    assertRefused("rl.dual_clip does nothing here; it needs rl.surrogate clip", Recipes.REINFORCED,
        "rl.surrogate=gspo", "rl.dual_clip=3");
    assertRefused("critic does nothing here; it needs method ppo", Recipes.REINFORCED,
        "critic.value_clip=0.2");
    assertRefused("selection.rounds does nothing here; it needs sampling.group above 1", Recipes.REINFORCED,
        "selection.rounds=3");
    assertRefused("importance.cap does nothing here; it needs importance.kind truncate", Recipes.REINFORCED,
        "importance.cap=3");
    assertRefused("overlong.factor does nothing here; it needs overlong.buffer", Recipes.REINFORCED,
        "overlong.factor=2");
    assertRefused("bugs.kl_sign does nothing here; it needs rl.kl in the loss", Recipes.REINFORCED,
        "bugs.kl_sign=true");
    assertRefused("faithful does nothing here; it needs the original's bugs named under bugs",
        Recipes.REINFORCED,
        "faithful=true");
    assertRefused("optimizer.minimum_factor does nothing here; it needs optimizer.schedule cosine",
        Recipes.SUPERVISED, "optimizer.schedule=linear", "optimizer.minimum_factor=0.1");
    assertRefused(
        "sampling: responses that another than the policy sampled need importance.kind truncate or mask",
        Recipes.REINFORCED, "sampling.precision=bf16");
    assertRefused("importance.kind is \"clip\"; known are none, truncate, mask", Recipes.REINFORCED,
        "importance.kind=clip");
    assertRefused("rl.whitening is \"biased\"; known are none, sample, population", Recipes.REINFORCED,
        "rl.whitening=biased");
  }

  @Test void numbersThatGoNowhereAreRefusedBeforeTheRunBegins() throws IOException {
    Path file = folder.resolve("recipe.yaml");
    Files.writeString(file, Recipes.REINFORCED);
    for (String word : List.of("sampling.temperature=0", "sampling.prompts=0", "sampling.max_new_tokens=0",
        "model.create.hidden_size=-3", "model.create.num_key_value_heads=3", "optimizer.beta2=2", "rl.kl=k9",
        "rl.clip_low=-1", "intervals.keep=0")) {
      Path run = folder.resolve("run");
      Zerograd refused = Zerograd.run("train", file.toString(), "--out", run.toString(), word);
      assertTrue(refused.status() != 0, word);
      Zerograd.sentence(refused.err(), word + " says: " + refused.err());
      assertTrue(Files.notExists(run), word + " leaves nothing behind");
    }
  }

  @Test void aFileThatIsNoRecipe() throws IOException {
    assertTrue(refusal("steps: [1, 2").contains("recipe.yaml"));
    assertTrue(refusal("steps: 1\nsteps: 2").contains("duplicate key steps"));
    assertTrue(refusal("a: b: c").contains("recipe.yaml"));
    assertTrue(refusal("").endsWith("recipe.yaml: a recipe is a block of keys"));
    assertTrue(refusal("- 1").endsWith("recipe.yaml: a recipe is a block of keys"));
    assertTrue(refusal(Recipes.REINFORCED, "steps").startsWith("\"steps\" is not of the form key=value"));
    assertTrue(refusal(Recipes.REINFORCED, "steps=[").contains("steps=["));
    Path absent = folder.resolve("absent.yaml");
    assertEquals("there is no recipe " + absent + "; the project's own are in recipes/", refusal(absent));
    assertEquals(folder + " is a folder, not a recipe", refusal(folder));
    Path binary = Files.write(folder.resolve("binary.yaml"), new byte[]{(byte) 0xff, (byte) 0xfe, 0, 1});
    assertEquals(binary + " is not a recipe: it is no UTF-8 text", refusal(binary));
  }
}
