package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import zerograd.cli.Main;

/// `sft`: from examples in files to a folder with the fine-tuned model.
class SftCommandTest {

  @TempDir
  private Path folder;
  private Path recipe;

  @BeforeEach void write() throws IOException { recipe = TinyChat.write(folder, TinyChat.RECIPE); }

  private String[] words(String run, String... more) {
    String[] words = {"sft", recipe.toString(), "--out", folder.resolve(run).toString(), "--kernels",
        "reference",
        "--threads"};
    List<String> all = new ArrayList<>(List.of(words));
    if (Stream.of(more).noneMatch(word -> word.matches("\\d"))) all.add("1");
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static String fingerprint(String printed) {
    Matcher matcher = Pattern.compile("final weights: +sha256 (\\w{64})").matcher(printed);
    assertTrue(matcher.find(), printed);
    return matcher.group(1);
  }

  private List<Map<String, Object>> rows(String run) throws IOException {
    return Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl")).stream()
        .map(line -> new JsonMapper().readValue(line, new TypeReference<Map<String, Object>>() {
        })).toList();
  }

  private List<String> checkpoints(String run) throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve(run).resolve("checkpoints"))) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test void aRunLearnsAndLeavesAModelThatAnswers() throws IOException {
    String printed = Zerograd.printed(words("run", "epochs=12", "steps=0"));
    assertTrue(printed.contains("data: 48 examples, "), printed);
    assertTrue(printed.contains("10 of them held out"), printed);
    List<Map<String, Object>> rows = rows("run");
    double before = (double) rows.getFirst().get("val/loss"), after = (double) rows.getLast().get("val/loss");
    assertTrue(after < before / 2, before + " to " + after);
    assertTrue(printed.contains("held out, before the first step: loss %.4f".formatted(before)), printed);
    assertTrue(printed.contains("held out %7.4f".formatted(after)), printed);
    assertEquals(12.0, rows.getLast().get("train/epoch"));

    Path trained = folder.resolve("run/final");
    assertTrue(Files.exists(trained.resolve("tokenizer_config.json")));
    Map<String, Object> answer = Zerograd.json("generate", "--model", trained.toString(), "--prompt",
        "7 + 1 =",
        "--json", "--max-new-tokens", "8", "--threads", "1");
    assertTrue(answer.get("text").toString().startsWith(" "), answer.toString());
  }

  @Test void microBatchesThreadsKernelsAndRecomputationChangeNoBit() {
    String expected = fingerprint(Zerograd.printed(words("alone", "batch.micro_tokens=100000")));
    assertEquals(expected, fingerprint(Zerograd.printed(words("one", "batch.micro_tokens=1"))));
    assertEquals(expected, fingerprint(Zerograd.printed(words("two", "2", "batch.recompute=true"))));
    assertEquals(expected, fingerprint(Zerograd.printed("sft", recipe.toString(), "--out",
        folder.resolve("three").toString(), "--threads", "2", "--kernels", "vector")));
  }

  @Test void theBestModelIsKeptAndSaved() throws IOException {
    String printed = Zerograd.printed(words("run", "steps=40", "optimizer.learning_rate=0.3",
        "optimizer.schedule=constant", "intervals.keep=1", "intervals.checkpoint=0"));
    double lowest = Double.POSITIVE_INFINITY;
    int best = 0;
    for (Map<String, Object> row : rows("run")) {
      if ((int) row.get("step") > 0 && row.get("val/loss") instanceof Double loss && loss < lowest) {
        lowest = loss;
        best = (int) row.get("step");
      }
    }
    assertTrue(best > 0 && best < 40, "with this rate the loss goes up again: " + printed);
    assertTrue(printed.contains("lowest held-out loss:  %.4f, after step %d, whose model is saved".formatted(
        lowest, best)), printed);
    assertEquals(Stream.of("step-" + best, "step-40").sorted().toList(), checkpoints("run"));
    Map<String, Object> state = new JsonMapper().readValue(
        Files.readString(folder.resolve("run/checkpoints/step-" + best + "/trainer_state.json")),
        new TypeReference<Map<String, Object>>() {
        });
    assertEquals(state.get("weights_sha256"), fingerprint(printed));

    String again = Zerograd.printed(words("run", "steps=40", "optimizer.learning_rate=0.3",
        "optimizer.schedule=constant", "intervals.keep=1", "intervals.checkpoint=0", "--resume"));
    assertEquals(fingerprint(printed), fingerprint(again),
        "a finished run that goes on saves the same model");
    String last = Zerograd.printed(words("last", "steps=40", "optimizer.learning_rate=0.3",
        "optimizer.schedule=constant", "intervals.best=false"));
    assertFalse(fingerprint(printed).equals(fingerprint(last)), "without it, the last model is saved");
  }

  @Test void aRunDoesNotGoOnWithOtherExamples() throws IOException {
    Zerograd.printed(words("run"));
    Path elsewhere = Files.copy(folder.resolve("texts.jsonl"), folder.resolve("elsewhere.jsonl"));
    Zerograd.printed(words("run", "--resume", "data.train=[chats.jsonl, elsewhere.jsonl]"));
    Files.writeString(elsewhere, Files.readString(elsewhere).replace("3 + 1", "3 - 1"));
    String sentence = Zerograd.refusal(Main.FAILED,
        words("run", "--resume", "data.train=[chats.jsonl, elsewhere.jsonl]"));
    assertTrue(sentence.contains("data.sha256") && sentence.endsWith("a run goes on with its settings"),
        sentence);
  }

  @Test void aRowThatCannotBeUsedIsNamedBeforeAnythingIsWritten() throws IOException {
    Files.writeString(folder.resolve("texts.jsonl"), "{\"text\": \"ab\"}\n{\"question\": \"a\"}\n");
    assertRefused(Main.FAILED,
        "texts.jsonl line 2 needs messages, or prompt and completion, or text; it has only "
            + "question; mend the row, or let unusable rows be skipped");
    String printed = Zerograd.printed(words("run", "data.unusable=skip"));
    assertTrue(
        printed.contains("; 1 rows unusable and skipped, the first: texts.jsonl line 2 needs messages"),
        printed);
  }

  @Test void aRecipeThatCannotBeUsedIsRefusedInASentence() throws IOException {
    assertRefused(Main.MISUSED, "unknown key data.trian; did you mean train?", "data.trian=[a]");
    assertRefused(Main.MISUSED, "data.too_long is \"drop\"; known are refuse, skip, cut",
        "data.too_long=drop");
    assertRefused(Main.MISUSED, "model.load needs the folder of a model", "model.load=");
    assertRefused(Main.MISUSED, "data.train needs one file of examples or more", "data.train=[]");
    assertRefused(Main.MISUSED,
        "data: held_out and held_out_share are two ways to hold something out; give one",
        "data.held_out=a.jsonl");
    assertRefused(Main.MISUSED,
        "data.max_length is 300, more than the 200 of batch.tokens; a step takes whole "
            + "examples",
        "data.max_length=300");
    assertRefused(Main.MISUSED, "data.template_date needs a date such as 2024-07-26, got \"today\"",
        "data.template_date=today");
    assertRefused(Main.MISUSED, "model: save_as must be f32, bf16 or f16, got i64", "model.save_as=i64");
    assertRefused(Main.MISUSED,
        "model.chat_template names " + folder.resolve("no.jinja") + ", which does not exist",
        "model.chat_template=no.jinja");
    Files.writeString(folder.resolve("bad.jinja"), "{% include 'x' %}");
    assertTrue(refusal(Main.MISUSED, "model.chat_template=bad.jinja")
        .startsWith("model.chat_template: chat template, line 1: "));
    assertRefused(Main.FAILED, folder.resolve("no.jsonl") + " does not exist", "data.train=no.jsonl");
  }

  private String refusal(int status, String... more) {
    String sentence = Zerograd.refusal(status, words("refused", more));
    assertTrue(Files.notExists(folder.resolve("refused")), "a refused run leaves nothing behind");
    return sentence;
  }

  private void assertRefused(int status, String expected, String... more) {
    assertEquals(expected, refusal(status, more));
  }
}
