package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import zerograd.cli.Main;
import zerograd.models.checkpoint.StorageType;
import zerograd.models.text.BytePairTokenizer;
import zerograd.models.text.BytePairTrainer;
import zerograd.models.text.TokenizerConfig;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TokenBatch;
import zerograd.tensor.Device;

/// `generate` and `score`, on a golden model without a tokenizer and on one that was given one.
class GenerateAndScoreTest {

  private static final String MODEL = GoldenModel.QWEN.folder().toString();

  private static Map<String, Object> generate(String ids, String... more) {
    List<String> words = new ArrayList<>(
        List.of("generate", "--model", MODEL, "--ids", ids, "--json", "--threads", "2"));
    words.addAll(List.of(more));
    return Zerograd.json(words.toArray(String[]::new));
  }

  private static List<Integer> list(int[] ids) { return Arrays.stream(ids).boxed().toList(); }

  private static List<Float> floats(Object numbers) {
    return ((List<?>) numbers).stream().map(number -> ((Number) number).floatValue()).toList();
  }

  @Test void generateIsGreedyUnlessATemperatureIsGiven() throws IOException {
    GoldenModel.Generation golden = GoldenModel.QWEN.generation();
    String prompt = GoldenModel.words(golden.ids());
    String length = Integer.toString(golden.continuation().length);
    Map<String, Object> greedy = generate(prompt, "--max-new-tokens", length, "--ignore-end");
    assertEquals(list(golden.continuation()), greedy.get("ids"));
    assertEquals("length", greedy.get("finish_reason"));
    assertEquals(golden.continuation().length, floats(greedy.get("logprobs")).size());
    assertTrue(floats(greedy.get("logprobs")).stream().allMatch(number -> number <= 0));
    assertEquals(greedy, generate(prompt, "--max-new-tokens", length, "--ignore-end", "--temperature", "0"));

    String[] hot = {"--max-new-tokens", length, "--ignore-end", "--temperature", "3", "--seed", "5"};
    Map<String, Object> drawn = generate(prompt, hot);
    assertNotEquals(greedy.get("ids"), drawn.get("ids"));
    assertEquals(drawn, generate(prompt, hot), "the same seed draws the same tokens");
    hot[hot.length - 1] = "6";
    assertNotEquals(drawn.get("ids"), generate(prompt, hot).get("ids"));
  }

  @Test void whereThereIsNoGpuTheReasonIsSaidAndTheProcessorUsed() {
    String[] words = {"generate", "--model", MODEL, "--ids", "5,6,7", "--max-new-tokens", "3", "--device",
        "gpu"};
    Zerograd run = Zerograd.run(words);
    assertEquals(0, run.status());
    assertEquals(
        "zerograd: the CPU is used, because no GPU kernels are on the class path; install TornadoVM, set "
            + "TORNADOVM_HOME, and start with ./zerograd (docs/gpu.md)",
        run.err().lines().findFirst().orElseThrow());
    assertEquals(Zerograd.printed(Arrays.copyOf(words, words.length - 2)), run.out());
  }

  @Test void aModeOfTheGpuNeedsTheGpu() {
    Zerograd run = Zerograd.run("generate", "--model", MODEL, "--ids", "5", "--gpu-mode", "tf32");
    assertEquals("zerograd: --gpu-mode needs --device gpu; the CPU has one answer", run.err().strip());
    assertEquals(1, run.status());
  }

  @Test void aModelWithoutATokenizerHasTokensAndNoText() {
    Map<String, Object> object = generate("5,6,7", "--max-new-tokens", "3");
    assertEquals(Set.of("prompt", "sample", "ids", "logprobs", "text", "finish_reason"), object.keySet());
    assertTrue(object.containsKey("text"));
    assertNull(object.get("text"));
    String plain = Zerograd.printed("generate", "--model", MODEL, "--ids", "5,6,7", "--max-new-tokens", "3");
    assertEquals(object.get("ids").toString(), plain.strip());
  }

  @Test void weightsAreKeptInTheFormatThatIsAsked(@TempDir Path folder) {
    try (Device device = Device.cpu(1)) {
      device.run("model", () -> {
        try {
          load(GoldenModel.QWEN.folder()).save(folder.resolve("model"), StorageType.BF16);
        } catch (IOException failed) {
          throw new UncheckedIOException(failed);
        }
      });
    }
    List<Object> scores = new ArrayList<>();
    for (String format : List.of("auto", "bf16", "f32", "int8")) {
      scores.add(Zerograd.json("score", "--model", folder.resolve("model").toString(), "--ids", "11,5,300,7",
          "--weights", format, "--json").get("logprobs"));
    }
    assertEquals(scores.get(0), scores.get(1));
    assertEquals(scores.get(0), scores.get(2), "bf16 numbers are the same numbers in float32");
    assertNotEquals(scores.get(0), scores.get(3));
    for (int t = 0; t < 3; t++) {
      assertEquals(floats(scores.get(0)).get(t), floats(scores.get(3)).get(t), 0.1f);
    }
  }

  @Test void aStopTokenIsAmongTheIds() throws IOException {
    GoldenModel.Generation golden = GoldenModel.QWEN.generation();
    int stop = golden.continuation()[3];
    int first = list(golden.continuation()).indexOf(stop);
    Map<String, Object> stopped = generate(GoldenModel.words(golden.ids()), "--stop-id",
        Integer.toString(stop),
        "--ignore-end");
    assertEquals(list(Arrays.copyOf(golden.continuation(), first + 1)), stopped.get("ids"));
    assertEquals("stop_token", stopped.get("finish_reason"));
    assertEquals(first + 1, floats(stopped.get("logprobs")).size());
  }

  @Test void severalSamplesAreALineEach() {
    String printed = Zerograd.printed("generate", "--model", MODEL, "--ids", "9,8,7", "--max-new-tokens", "4",
        "--temperature", "1", "--samples", "3", "--json");
    assertEquals(3, printed.lines().filter(line -> line.startsWith("{\"prompt\":0,")).count(), printed);
  }

  @Test void everySamplerHasAnOption() {
    List<Object> ids = new ArrayList<>();
    for (List<String> words : List.of(List.of("--top-k", "1"), List.of("--top-p", "0.01"),
        List.of("--min-p", "1"),
        List.of("--epsilon", "0.99"), List.of("--typical", "0.01"), List.of("--repetition-penalty", "20"),
        List.of("--no-repeat-ngram", "1"))) {
      List<String> all = new ArrayList<>(
          List.of("--max-new-tokens", "12", "--temperature", "1.5", "--ignore-end"));
      all.addAll(words);
      ids.add(generate("5,6,7", all.toArray(String[]::new)).get("ids"));
    }
    Object greedy = generate("5,6,7", "--max-new-tokens", "12", "--ignore-end").get("ids");
    for (int likeliest = 0; likeliest < 4; likeliest++) assertEquals(greedy, ids.get(likeliest));
    Object plain = generate("5,6,7", "--max-new-tokens", "12", "--temperature", "1.5", "--ignore-end")
        .get("ids");
    for (int other = 4; other < 7; other++) assertNotEquals(plain, ids.get(other), "sampler " + other);
    assertEquals(12, Set.copyOf((List<?>) ids.get(6)).size(), "no token twice");
  }

  @Test void theModelsOwnSuggestionIsFollowedWhenAsked(@TempDir Path folder) throws IOException {
    Path model = GoldenModel.copy(GoldenModel.QWEN.folder(), folder.resolve("model"));
    Files.writeString(model.resolve("generation_config.json"),
        "{\"do_sample\": true, \"temperature\": 1.5, \"top_k\": 7, \"repetition_penalty\": 1.2}");
    String[] words = {"generate", "--model", model.toString(), "--ids", "5,6,7", "--json", "--ignore-end"};
    Map<String, Object> suggested = Zerograd.json(and(words, "--suggested"));
    assertEquals(suggested,
        Zerograd.json(and(words, "--temperature", "1.5", "--top-k", "7", "--repetition-penalty", "1.2")));
    assertEquals(Zerograd.json(words), Zerograd.json(and(words, "--suggested", "--temperature", "0",
        "--repetition-penalty", "1")));
    assertNotEquals(suggested, Zerograd.json(and(words, "--suggested", "--top-k", "30")));
  }

  private static String[] and(String[] words, String... more) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test void promptsOfAFileGoTogetherToTheTokensOfEachAlone(@TempDir Path folder) throws IOException {
    Path prompts = folder.resolve("prompts.jsonl");
    Files.writeString(prompts, "{\"ids\":[5,6,7]}\n\n{\"ids\":[9]}\n{\"ids\":[100,3,2,8]}\n");
    String[] words = {"--max-new-tokens", "5", "--temperature", "1", "--json"};
    List<Map<String, Object>> together = lines(and(words, "--samples", "2", "--prompts", prompts.toString()));
    assertEquals(6, together.size());
    for (int i = 0; i < 6; i++) {
      assertEquals(i / 2, together.get(i).get("prompt"));
      assertEquals(i % 2, together.get(i).get("sample"));
    }
    assertEquals(together,
        lines(and(words, "--samples", "2", "--batch", "2", "--prompts", prompts.toString())));
    List<Map<String, Object>> alone = lines(and(words, "--samples", "2", "--ids", "5,6,7"));
    assertEquals(alone, together.subList(0, 2));

    Files.writeString(prompts, "{\"ids\":[5,6,7], \"prompt\": \"a\"}\n");
    assertTrue(refused(prompts).contains("prompt 1: needs \"prompt\" or \"text\" with a text"));
    Files.writeString(prompts, "{\"messages\": [\"a\"]}\n");
    assertTrue(refused(prompts).contains("a message needs a \"role\", got a"));
    Files.writeString(prompts, "\n");
    assertTrue(refused(prompts).contains("has no prompts; give one a line"));
    Files.writeString(prompts, "{\"ids\":[5,512]}\n");
    assertTrue(refused(prompts).contains("token id 512"));
  }

  private static String refused(Path prompts) {
    return Zerograd.refusal(Main.FAILED, "generate", "--model", MODEL, "--prompts", prompts.toString());
  }

  private static List<Map<String, Object>> lines(String... more) {
    String[] words = {"generate", "--model", MODEL, "--threads", "2"};
    return Zerograd.printed(and(words, more)).lines().map(line -> new JsonMapper().readValue(line,
        new TypeReference<Map<String, Object>>() {
        })).toList();
  }

  @Test void promptsMayBeTextsOrConversations(@TempDir Path folder) throws IOException {
    String model = Path.of("").toAbsolutePath().getParent().resolve("recipes/quickstart/base").toString();
    Path file = folder.resolve("prompts.txt"), rows = folder.resolve("prompts.jsonl");
    Files.writeString(file, "Ava is a knave.\n\nA very special island\n");
    Files.writeString(rows, "{\"messages\": [{\"role\": \"user\", \"content\": \"Ava is a knave.\"}]}\n"
        + "{\"prompt\": \"User: Ava is a knave.\\nAssistant: <think>\"}\n"
        + "{\"text\": \"User: Ava is a knave.\\nAssistant: <think>\"}\n");
    String[] words = {"generate", "--model", model, "--max-new-tokens", "6"};
    String chat = Zerograd.printed(and(words, "--chat", "--prompt", "Ava is a knave."));
    assertEquals(chat + chat + chat, Zerograd.printed(and(words, "--prompts", rows.toString())));
    assertEquals(Zerograd.printed(and(words, "--prompt", "Ava is a knave."))
        + Zerograd.printed(and(words, "--prompt", "A very special island")),
        Zerograd.printed(and(words, "--prompts", file.toString())));
    assertTrue(Zerograd.printed(and(words, "--chat", "--prompts", file.toString())).startsWith(chat));
    assertTrue(Zerograd.refusal(Main.FAILED, and(words, "--chat")).startsWith("give either --prompt"));
  }

  @Test void scoreGivesANumberForEachTokenAfterTheFirst() {
    int[] ids = {11, 5, 300, 300, 7, 42};
    Map<String, Object> object = Zerograd.json("score", "--model", MODEL, "--ids", GoldenModel.words(ids),
        "--json");
    assertEquals(list(ids), object.get("ids"));
    List<Float> logProbs = floats(object.get("logprobs"));
    assertEquals(ids.length - 1, logProbs.size());
    try (Device device = Device.cpu(1)) {
      device.run("model", () -> {
        float[] expected = load(GoldenModel.QWEN.folder()).model().logProbs(TokenBatch.of(List.of(ids)), 1)
            .value().toArray();
        for (int t = 0; t < logProbs.size(); t++)
          assertEquals(expected[t], logProbs.get(t), "token " + (t + 1));
      });
    }
    assertEquals(List.of(),
        Zerograd.json("score", "--model", MODEL, "--ids", "11", "--json").get("logprobs"));
    String table = Zerograd.printed("score", "--model", MODEL, "--ids", GoldenModel.words(ids));
    assertEquals(ids.length, table.lines().count(), table);
    assertTrue(table.lines().toList().getLast().startsWith("5 tokens, log-probability -"), table);
  }

  @Test void thePerplexityOfAFileIsThatOfAllTokensAfterTheFirstOfEachText(@TempDir Path folder)
      throws IOException {
    Path texts = folder.resolve("texts.jsonl");
    Files.writeString(texts, "{\"ids\":[11,5,300,7]}\n{\"ids\":[9]}\n{\"ids\":[42,8,8]}\n");
    double sum = 0;
    List<String> alone = new ArrayList<>();
    for (String ids : List.of("11,5,300,7", "9", "42,8,8")) {
      alone.add(Zerograd.printed("score", "--model", MODEL, "--ids", ids, "--json"));
      for (float logProb : floats(Zerograd.json("score", "--model", MODEL, "--ids", ids, "--json")
          .get("logprobs")))
        sum += logProb;
    }
    String[] words = {"score", "--model", MODEL, "--texts", texts.toString()};
    assertEquals(
        "3 texts, 5 tokens, log-probability %.5f, perplexity %.4f".formatted(sum, Math.exp(-sum / 5)),
        Zerograd.printed(words).strip());
    assertEquals(String.join("", alone), Zerograd.printed(and(words, "--json")));
    assertTrue(Zerograd.refusal(Main.FAILED, and(words, "--ids", "1")).contains("give --texts FILE alone"));
    Files.writeString(texts, "{\"ids\":[9]}\n");
    assertTrue(Zerograd.refusal(Main.FAILED, words).contains("has no text of two tokens or more"));
  }

  @Test void scoreAndGenerateAgreeBitForBit() throws IOException {
    GoldenModel.Generation golden = GoldenModel.QWEN.generation();
    Map<String, Object> generated = generate(GoldenModel.words(golden.ids()), "--max-new-tokens", "12",
        "--ignore-end");
    List<Integer> all = new ArrayList<>(list(golden.ids()));
    ((List<?>) generated.get("ids")).forEach(id -> all.add((Integer) id));
    Map<String, Object> scored = Zerograd.json("score", "--model", MODEL, "--json", "--ids",
        GoldenModel.words(all.stream().mapToInt(Integer::intValue).toArray()));
    List<Float> logProbs = floats(scored.get("logprobs"));
    assertEquals(floats(generated.get("logprobs")),
        logProbs.subList(golden.ids().length - 1, logProbs.size()));
  }

  @Test void aModelWithATokenizerSpeaksText(@TempDir Path folder) {
    List<String> texts = List.of("a knight and a knave", "a knave said a knight said");
    BytePairTokenizer tokenizer = BytePairTrainer.of(300, "<|endoftext|>").train(texts)
        .withConfig(TokenizerConfig.endingWith("<|endoftext|>"));
    try (Device device = Device.cpu(1)) {
      device.run("model", () -> {
        try {
          load(GoldenModel.QWEN.folder()).with(tokenizer).save(folder.resolve("model"));
        } catch (IOException failed) {
          throw new UncheckedIOException(failed);
        }
      });
    }
    String model = folder.resolve("model").toString();
    Map<String, Object> generated = Zerograd.json("generate", "--model", model, "--prompt", "a knight",
        "--json",
        "--max-new-tokens", "5", "--ignore-end");
    int[] ids = ((List<?>) generated.get("ids")).stream().mapToInt(id -> (Integer) id).toArray();
    assertEquals(tokenizer.decode(ids), generated.get("text"));
    String typed = Zerograd.printed("generate", "--model", model, "--prompt", "a knight", "--max-new-tokens",
        "5",
        "--ignore-end");
    assertEquals(tokenizer.decodeWithoutSpecial(ids) + System.lineSeparator(), typed);
    Map<String, Object> scored = Zerograd.json("score", "--model", model, "--text", "a knight and", "--json");
    assertEquals(list(tokenizer.encodeWithSpecial("a knight and")), scored.get("ids"));
    assertFalse(floats(scored.get("logprobs")).isEmpty());
  }

  private static Pretrained load(Path folder) {
    try {
      return Pretrained.loadFrozen(folder);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
