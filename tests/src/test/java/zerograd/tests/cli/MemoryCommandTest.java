package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.cli.Main;

/// `./zerograd memory`, which needs a configuration and nothing else.
class MemoryCommandTest {

  /// The sizes of Qwen2.5-0.5B but for the number of layers.
  private static Path config(Path folder,
      int layers) throws IOException { return Files.writeString(folder.resolve("config.json"),
          """
              {"architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_act": "silu", "hidden_size": 896,
               "num_hidden_layers": %d, "num_attention_heads": 14, "num_key_value_heads": 2, "intermediate_size": 4864,
               "vocab_size": 151936, "max_position_embeddings": 32768, "rms_norm_eps": 1e-6, "rope_theta": 1e6,
               "initializer_range": 0.02, "tie_word_embeddings": true}"""
              .formatted(layers)); }

  @Test void showsWhatFits(@TempDir Path folder) throws IOException {
    config(folder, 24);
    String table = Zerograd.printed("memory", folder.toString(), "--sequences", "4", "--length", "128");
    assertTrue(table.startsWith("qwen2, 494,032,768 parameters; 4 sequences of 128 tokens"), table);
    for (String row : new String[]{"generate, bf16 +0.99 ", "LoRA on int8 +0.5\\d ",
        "fine-tune +1.98 +1.98 +3.95 ", "PPO +5.93 "})
      assertEquals(1, table.lines().filter(line -> line.matches("^" + row + ".*")).count(),
          row + "\n" + table);
  }

  @Test void namesWhatDoesNotFit(@TempDir Path folder) throws IOException {
    String table = Zerograd.printed("memory", config(folder, 9_000).toString());
    assertEquals(10, table.lines().filter(line -> line.endsWith("does not fit")).count(), table);
  }

  @Test void refusesNumbersThatMeanNothing(@TempDir Path folder) throws IOException {
    config(folder, 1);
    assertTrue(
        Zerograd.refusal(Main.FAILED, "memory", folder.toString(), "--length", "1").contains("--length"));
  }

  @Test void aRecipeIsPlannedAndNotRun(@TempDir Path folder) throws IOException {
    Path out = folder.resolve("out");
    for (String recipe : new String[]{Recipes.REINFORCED, Recipes.SUPERVISED, Recipes.STAGED}) {
      Path file = Files.writeString(folder.resolve("recipe.yaml"), recipe);
      String plan = Zerograd.printed("train", file.toString(), "--memory-plan", "--out", out.toString());
      assertTrue(plan.startsWith("memory: weights 0."), plan);
      assertEquals(1, plan.lines().count(), plan);
      assertFalse(Files.exists(out), "nothing was to be written");
    }
  }

  @Test void aRecipeThatCannotFitIsRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("recipe.yaml"), Recipes.REINFORCED),
        out = folder.resolve("out");
    String sentence = Zerograd.refusal(Main.FAILED, "train", file.toString(), "sampling.prompts=100000000",
        "batch.micro=100000000", "--out", out.toString());
    assertTrue(sentence.contains("GB of memory and may use"), sentence);
    assertFalse(Files.exists(out), "nothing was to be written");
  }
}
