package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.cli.Main;

/// An adapter from recipe to merged model: `sft`, `generate --adapter`, `merge`.
class AdapterCommandTest {

  @TempDir
  private Path folder;
  private Path recipe;

  @BeforeEach void write() throws IOException {
    recipe = TinyChat.write(folder, TinyChat.RECIPE + TinyChat.ADAPTER);
  }

  private String at(String path) { return folder.resolve(path).toString(); }

  private String train(String run, String... more) {
    String[] words = {"sft", recipe.toString(), "--out", at(run), "--threads", "1"};
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    String printed = Zerograd.printed(all);
    Matcher matcher = Pattern.compile("final weights: +sha256 (\\w{64})").matcher(printed);
    assertTrue(matcher.find(), printed);
    assertTrue(printed.contains("lora: rank 4 on 7 matrices, "), printed);
    return matcher.group(1);
  }

  private String answer(String model, String... more) {
    String[] words = {"generate", "--model", at(model), "--prompt", "7 + 1 =", "--max-new-tokens", "8",
        "--threads",
        "1", "--json"};
    String[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return Zerograd.json(all).get("ids").toString();
  }

  @Test void aTrainedAdapterIsUsedMergedAndTakenOutAgain() {
    train("run");
    assertTrue(Files.exists(folder.resolve("run/final/adapter_config.json")));
    assertFalse(Files.exists(folder.resolve("run/final/model.safetensors")), "the base is not copied");
    assertTrue(Files.exists(folder.resolve("run/final/tokenizer.json")), "what it was trained with");
    String before = answer("model"), after = answer("model", "--adapter", at("run/final"));
    assertNotEquals(before, after);

    assertTrue(Zerograd.run("merge", at("model"), "--adapter", at("run/final"), "--out", at("merged")).err()
        .contains("merged " + at("run/final") + ": 7 matrices, "));
    assertEquals(after, answer("merged"));
    Zerograd.printed("merge", at("merged"), "--adapter", at("run/final"), "--subtract", "--out", at("back"));
    assertEquals(before, answer("back"));
  }

  @Test void microBatchesAndResumingChangeNoBit() throws IOException {
    String whole = train("whole", "batch.micro_tokens=100000", "batch.recompute=true");
    assertEquals(whole, train("small"));
    Path last = folder.resolve("small/checkpoints/step-8/adapter_model.safetensors");
    byte[] bytes = Files.readAllBytes(last);
    bytes[bytes.length - 1] ^= 1;
    Files.write(last, bytes);
    assertEquals(whole, train("small", "--resume"));
  }

  @Test void whatMeansNothingIsRefusedInOneSentence() {
    String rank = Zerograd.refusal(Main.MISUSED, "sft", recipe.toString(), "lora.rank=0");
    assertTrue(rank.endsWith("lora: rank 0 must be at least 1, alpha 8.0 positive, dropout 0.1 in [0, 1)"),
        rank);
    String target = Zerograd.refusal(Main.MISUSED, "sft", recipe.toString(), "lora.target_modules=[lm_head]");
    assertTrue(target.contains("lora: there is no target module lm_head; known are q_proj, "), target);
    String none = Zerograd.refusal(Main.FAILED, "merge", at("model"), "--adapter", at("model"), "--out",
        at("x"));
    assertTrue(none.contains("the folder has no adapter_config.json"), none);
    assertFalse(Files.exists(folder.resolve("x")));
  }
}
