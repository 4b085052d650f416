package zerograd.tests.fuzz;

import java.io.IOException;
import java.util.List;
import zerograd.cli.recipe.Recipe;
import zerograd.cli.recipe.RecipeException;
import zerograd.testkit.fuzz.FuzzTarget;

/// A recipe in YAML, bound to its records.
public final class RecipeTarget implements FuzzTarget {

  private final Scratch scratch = Scratch.make();

  @Override public boolean parse(byte[] input) throws IOException {
    try {
      Recipe.read(scratch.file("recipe.yaml", input), List.of()).resolved();
      return true;
    } catch (RecipeException refusal) {
      return Refusals.refused(refusal);
    }
  }

  @Override public List<String> words() {
    return List.of("name: ", "about: ", "method: grpo", "seed: ", "steps: ", "model:\n", "  load: ",
        "  create: {", "task: ",
        "{digit_completion: {}}", "{knights_and_knaves: {}}", "optimizer: {learning_rate: ",
        "batch: {micro: ", "sampling: ",
        "rl: ", ".nan", ".inf", "0x7fffffff", "&a ", "*a", "[*a]", "<<: *a", "!!int ", "!!set ",
        "!!java.lang.Object ", "!!binary ",
        "? ", "- ", "|\n", ">\n", "---\n", "...\n", "%YAML 1.2\n", "\"", "'", "#", "{", "}", "[", "]", ": ",
        ", ", "\n", "\t", "~");
  }
}
