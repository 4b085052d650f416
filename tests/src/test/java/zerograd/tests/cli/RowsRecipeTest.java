package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.cli.Main;

/// Recipes whose task is the rows of a data set.
class RowsRecipeTest {

  @TempDir
  Path folder;

  @Test void computedRowsAreLearnedByExamplesAndFilesByReward() throws IOException {
    String learned = train("sft", "a", "task.rows.make=stories", "task.rows.to_level=3",
        "task.rows.held_out=6");
    assertTrue(
        learned.contains("16 prompts to learn from, 6 held out; a guesser with perfect format gets 33.3%"),
        learned);
    Path file = folder.resolve("rows.parquet");
    Zerograd.printed("data", "make", "stories", "--count", "12", "--out", file.toString());
    String rewarded = train("grpo", "b", "task.rows.train=" + file, "task.rows.held_out=4",
        "model.load=" + folder.resolve("a/final"), "batch.size=0");
    assertTrue(rewarded.contains("8 prompts to learn from, 4 held out"), rewarded);
    assertTrue(rewarded.contains("log-prob diff 0 "), rewarded);
    assertFalse(Files.exists(folder.resolve("b/left-out.txt")));
  }

  /// Puzzles of two and three people in one set, changed so that somebody says something else.
  @Test void puzzlesOfSeveralSizesAreMixed() throws IOException {
    String run = train("sft", "puzzles", "task.rows.make=knights-and-knaves", "task.rows.level=2",
        "task.rows.to_level=3", "task.rows.count=6", "task.rows.held_out=2", "task.rows.perturb=statement",
        "task.rows.flaw=wrong-answer", "task.rows.template=plain");
    assertTrue(run.contains("12 prompts to learn from, 4 held out"), run);
    assertEquals("task.rows: perturb and flaw need make knights-and-knaves",
        refused(Main.MISUSED, "task.rows.make=stories", "task.rows.perturb=leaf"));
    assertEquals(
        "task.rows: knights and knaves: needs people in [2, 16], depth >= 1 and width in [2, 2 people - 1], "
            + "got people = 1, depth = 2, width = 2",
        refused(Main.MISUSED, "task.rows.make=knights-and-knaves"));
    assertEquals(
        "task.rows asks for 450 puzzles of 2 people, but only 399 were found; lower first, count or held_out",
        refused(Main.MISUSED, "task.rows.make=knights-and-knaves", "task.rows.level=2", "task.rows.count=400",
            "task.rows.held_out=50"));
  }

  @Test void aRowThatCannotBeUsedStopsTheRunBeforeItBegins() throws IOException {
    Path file = mixed();
    assertEquals("mixed.jsonl line 2 has no column reward_model",
        refused(Main.FAILED, "task.rows.train=" + file, "task.rows.held_out=0"));
    String tooLong = refused(Main.FAILED, "task.rows.make=arithmetic", "task.rows.max_prompt_tokens=3",
        "task.rows.held_out=1");
    assertTrue(tooLong.matches("arithmetic 0 has a prompt of \\d+ tokens, more than 3"), tooLong);
    String noRoom = refused(Main.FAILED, "task.rows.make=arithmetic", "sampling.max_new_tokens=510",
        "task.rows.held_out=1");
    assertTrue(noRoom.matches(
        "arithmetic 0 has a prompt of \\d+ tokens, more than 2, which leaves the response its room"), noRoom);
    assertEquals(
        "sampling.max_new_tokens is 512, but the model reads no more than 512 tokens, the prompt among them",
        refused(Main.MISUSED, "task.rows.make=arithmetic", "task.rows.held_out=1",
            "sampling.max_new_tokens=512"));
    assertEquals(
        "task.rows.held_out is 9, but mixed.jsonl has only 3 rows".replace("mixed.jsonl", file.toString()),
        refused(Main.MISUSED, "task.rows.train=" + file, "task.rows.unusable=skip", "task.rows.held_out=9"));
    assertEquals("task.rows.make is \"storys\"; did you mean stories?",
        refused(Main.MISUSED, "task.rows.make=storys"));
    assertEquals("task.rows: manners does nothing here; it needs make arithmetic or stories",
        refused(Main.MISUSED, "task.rows.make=countdown", "task.rows.manners.hasty=0.5"));
    assertTrue(refused(Main.MISUSED, "task.rows.make=stories", "task.rows.manners.hasty=1.5")
        .startsWith("task.rows.manners: manners: shares must not be negative and sum to 1 at most"));
    assertEquals("task.rows.reward is \"maths\"; did you mean math?",
        refused(Main.MISUSED, "task.rows.make=arithmetic", "task.rows.held_out=1", "task.rows.reward=maths"));
  }

  @Test void sourcesWhoseRewardsDoNotGoTogetherAreRefused() throws IOException {
    String row = "{\"data_source\": \"%s\", \"prompt\": [{\"role\": \"user\", \"content\": \"1 + 1?\"}], "
        + "\"reward_model\": {\"style\": \"rule\", \"ground_truth\": \"2\"}}\n";
    Path file = Files.writeString(folder.resolve("sources.jsonl"),
        row.formatted("openai/gsm8k") + row.formatted("kk_logic"));
    String said = refused(Main.MISUSED, "task.rows.train=" + file, "task.rows.held_out=0");
    assertEquals(
        "the data sources openai/gsm8k, kk_logic stand for rewards that do not go together: a right answer "
            + "scores 1.0 by gsm8k and 3.0 by kk; name one by task.rows.reward",
        said);
  }

  @Test void aRowThatCannotBeUsedIsLeftOutAndNamed() throws IOException {
    String run = train("sft", "c", "task.rows.train=" + mixed(), "task.rows.held_out=0",
        "task.rows.unusable=skip", "task.rows.too_long=skip", "task.rows.max_prompt_characters=200",
        "batch.size=2");
    assertTrue(run.contains("2 prompts to learn from, 0 held out"), run);
    assertTrue(run.contains("left out of the data: 6 rows"), run);
    List<String> leftOut = Files.readAllLines(folder.resolve("c/left-out.txt"));
    assertEquals(List.of("mixed.jsonl line 2 has no column reward_model",
        "mixed.jsonl line 3 has an empty prompt",
        "mixed.jsonl line 4 needs to be a JSON object, got {\"prompt\": ",
        "mixed.jsonl line 5 is not UTF-8",
        "mixed.jsonl line 6 needs a text in column data_source, got 7",
        "mixed.jsonl line 7 has a prompt of 300 characters, more than 200"), leftOut);
  }

  /// A reward that cannot score a row says which one it is; the run goes on or stops as the recipe says.
  @Test void aRewardThatThrowsNamesFileAndRow() throws IOException {
    Path file = folder.resolve("rows.jsonl");
    Zerograd.printed("data", "make", "stories", "--count", "6", "--out", file.toString());
    Files.writeString(folder.resolve("Broken.java"), """
        import zerograd.rl.reward.*;
        public final class Broken implements Reward {
          public double score(Sample sample) { throw new IllegalStateException("no such entry"); }
        }
        """);
    String[] words = words("grpo", "stopped", "task.rows.train=" + file, "task.rows.held_out=0",
        "batch.size=0",
        "reward={terms: [{java: Broken.java}]}");
    String sentence = Zerograd.refusal(Main.FAILED, words);
    assertTrue(sentence.matches("reward: sample \\d+, to rows.jsonl line \\d, failed: no such entry; "
        + "its prompt begins \".*\""), sentence);
    assertTrue(Files.exists(folder.resolve("stopped/config.json")));
    words[words.length - 1] = "reward={terms: [{java: Broken.java}], on_error: go-on}";
    assertEquals("resume: the run in " + folder.resolve("stopped")
        + " has reward.on_error = stop, not go-on; a run goes on with its settings",
        Zerograd.refusal(Main.FAILED,
            Stream.concat(Stream.of(words), Stream.of("--resume")).toArray(String[]::new)));
  }

  /// Two rows that can be used, and in between six that cannot.
  private Path mixed() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(row("\"social_iqa\"", "Who?"));
    bytes.write("{\"data_source\": \"social_iqa\", \"prompt\": \"Who?\"}\n".getBytes(StandardCharsets.UTF_8));
    bytes.write(row("\"social_iqa\"", " "));
    bytes.write("{\"prompt\": \n".getBytes(StandardCharsets.UTF_8));
    bytes.write(new byte[]{'{', '"', (byte) 0xff, '"', ':', '1', '}', '\n'});
    bytes.write(row("7", "Who?"));
    bytes.write(row("\"social_iqa\"", "w".repeat(300)));
    bytes.write(row("\"social_iqa\"", "Who else?"));
    return Files.write(folder.resolve("mixed.jsonl"), bytes.toByteArray());
  }

  private static byte[] row(String source, String prompt) { return """
      {"data_source": %s, "prompt": [{"role": "user", "content": "%s"}], "response": "(A)", "reward_model": \
      {"ground_truth": {"label": "1"}, "style": "rule"}}
      """.formatted(source, prompt).getBytes(StandardCharsets.UTF_8); }

  private String train(String method, String out, String... changes) throws IOException {
    return Zerograd.printed(words(method, out, changes));
  }

  private String refused(int status, String... changes) throws IOException {
    String sentence = Zerograd.refusal(status, words("sft", "refused", changes));
    assertFalse(Files.exists(folder.resolve("refused")));
    return sentence;
  }

  private String[] words(String method, String out, String... changes) throws IOException {
    Path recipe = Recipes.write(folder, """
        name: rows
        method: sft
        seed: 3
        steps: 2
        model:
          create: {hidden_size: 16, intermediate_size: 24, num_hidden_layers: 1, vocab_size: 300}
        task:
          rows: {count: 16}
        sampling: {prompts: 4, group: 2, max_new_tokens: 4}
        batch: {size: 4, micro: 4}
        """);
    List<String> words = new ArrayList<>(List.of("train", recipe.toString(), "method=" + method, "--out",
        folder.resolve(out).toString()));
    words.addAll(List.of(changes));
    return words.toArray(new String[0]);
  }
}
