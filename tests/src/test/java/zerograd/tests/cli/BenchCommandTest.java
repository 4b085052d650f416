package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import zerograd.cli.Main;

/// What `bench` prints has always the same names, and what it measures adds up.
class BenchCommandTest {

  private static final List<String> KEYS = List.of("bench", "config", "dtype", "threads", "batch", "seq", "M",
      "N", "K", "gflops", "tokens_per_s", "percent_of_peak", "percent_of_bandwidth", "peak_rss_mb",
      "median_s", "spread");

  private static List<Map<String, Object>> rows(String... words) {
    List<String> all = new ArrayList<>(List.of("bench"));
    all.addAll(List.of(words));
    all.addAll(List.of("--repeats", "2", "--warm-up", "0", "--json"));
    List<Map<String, Object>> rows = Zerograd.printed(all.toArray(String[]::new)).lines()
        .map(line -> new JsonMapper().readValue(line, new TypeReference<Map<String, Object>>() {
        })).toList();
    for (Map<String, Object> row : rows) assertEquals(KEYS, List.copyOf(row.keySet()));
    return rows;
  }

  private static double number(Map<String, Object> row, String key) {
    assertNotNull(row.get(key), key);
    return ((Number) row.get(key)).doubleValue();
  }

  private static List<Object> column(List<Map<String, Object>> rows, String key) {
    return rows.stream().map(row -> row.get(key)).toList();
  }

  @Test void productsAndTheirGradients() {
    List<Map<String, Object>> rows = rows("gemm", "--shape", "65x48x32,3x48x32", "--threads", "1");
    assertEquals(List.of("gemm", "gemm_packed", "gemm_dx", "gemm_dw", "gemm"), column(rows, "bench"));
    assertEquals(List.of(65, 65, 65, 65, 3), column(rows, "M"));
    for (Map<String, Object> row : rows) {
      assertEquals(List.of(48, 32), List.of(row.get("N"), row.get("K")));
      double flops = 2.0 * 48 * 32 * number(row, "M");
      assertEquals(flops / 1e9 / number(row, "median_s"), number(row, "gflops"),
          2e-3 * number(row, "gflops"));
      assertNull(row.get("tokens_per_s"));
    }
  }

  @Test void everyCombinationOfTheListsIsMeasured() {
    List<Map<String, Object>> rows = rows("decode", "--config", "nano", "--batch", "1,3", "--seq", "4,8",
        "--new-tokens", "3");
    assertEquals(List.of(1, 1, 3, 3), column(rows, "batch"));
    assertEquals(List.of(4, 8, 4, 8), column(rows, "seq"));
    for (Map<String, Object> row : rows) {
      assertEquals(number(row, "batch") / number(row, "median_s"), number(row, "tokens_per_s"),
          2e-3 * number(row, "tokens_per_s"));
      assertTrue(number(row, "percent_of_peak") > 0);
      assertNull(row.get("percent_of_bandwidth"), "these weights fit in a cache");
    }
  }

  @Test void thePartsOfAStepAddUp() {
    List<Map<String, Object>> rows = rows("grpo", "--config", "nano", "--batch", "4", "--group", "2", "--seq",
        "4", "--new-tokens", "3");
    assertEquals(List.of("grpo", "grpo_rollout", "grpo_score", "grpo_train", "grpo_other"),
        column(rows, "bench"));
    double parts = rows.subList(1, 5).stream().mapToDouble(row -> number(row, "median_s")).sum();
    assertEquals(number(rows.getFirst(), "median_s"), parts, 2e-3 * parts);   // of two samples each median is a mean
  }

  @Test void trainingRolloutsAndPromptsAreMeasured() {
    for (String what : List.of("train", "rollout", "prefill")) {
      List<Map<String, Object>> rows = rows(what, "--config", "nano", "--batch", "2", "--seq", "5", "--group",
          "2");
      assertEquals(List.of(what), column(rows, "bench"));
      assertTrue(number(rows.getFirst(), "tokens_per_s") > 0);
    }
  }

  @Test void aModelIsWrittenForOtherPrograms(@TempDir Path folder) {
    Path model = folder.resolve("nano");
    assertEquals("", Zerograd.printed("bench", "model", "--config", "nano", "--out", model.toString()));
    Map<String, Object> object = Zerograd.json("generate", "--model", model.toString(), "--ids", "1,2",
        "--max-new-tokens", "3", "--json");
    assertEquals(3, ((List<?>) object.get("ids")).size());
  }

  @Test void samplesAreTakenWhenTheyAreAskedFor() {
    InputStream usual = System.in;
    try {
      for (String[] words : new String[][]{{"gemm", "--shape", "65x48x32", "--product", "gemm_dx"},
          {"decode", "--config", "nano", "--seq", "4", "--batch", "2", "--new-tokens", "6"},
          {"grpo", "--config", "nano", "--seq", "4", "--batch", "2", "--new-tokens", "2"}}) {
        System.setIn(new ByteArrayInputStream("next\nnext\n".getBytes(StandardCharsets.US_ASCII)));
        List<String> all = new ArrayList<>(List.of("bench"));
        all.addAll(List.of(words));
        all.addAll(List.of("--repeats", "3", "--warm-up", "0", "--json", "--paced"));
        List<String> lines = Zerograd.printed(all.toArray(String[]::new)).lines().toList();
        assertEquals("ready", lines.getFirst());
        assertEquals(2, lines.stream().filter(line -> line.startsWith("sample ")).count());
        assertTrue(lines.getLast().startsWith("{"));
      }
    } finally {
      System.setIn(usual);
    }
  }

  @Test void aTableIsForPeople() {
    List<String> table = Zerograd.printed("bench", "prefill", "--config", "nano", "--seq", "4", "--repeats",
        "1", "--warm-up", "0").lines().toList();
    assertEquals(2, table.size());
    assertTrue(table.getFirst().startsWith("bench ") && table.getFirst().endsWith("peak MB"));
    assertTrue(table.getLast().startsWith("prefill ") && table.getLast().contains("nano 1 x 4"));
  }

  @Test void aWrongWordIsOneSentence() {
    assertEquals("unknown benchmark gem; did you mean gemm?", Zerograd.refusal(Main.MISUSED, "bench", "gem"));
    assertEquals("unknown config nanu; did you mean nano?",
        Zerograd.refusal(Main.MISUSED, "bench", "decode", "--config", "nanu"));
    assertTrue(Zerograd.refusal(Main.MISUSED, "bench").contains("WHAT"));
    assertTrue(Zerograd.refusal(Main.MISUSED, "bench", "gemm", "--batch", "x").contains("'x' is not an int"));
    assertTrue(
        Zerograd.refusal(Main.MISUSED, "bench", "decode", "--dtype", "int4").contains("did you mean int8?"));
    assertTrue(Zerograd.refusal(Main.FAILED, "bench", "gemm", "--shape", "5x5").contains("512x4864x896"));
    assertTrue(Zerograd.refusal(Main.FAILED, "bench", "train", "--batch", "0").contains("--batch"));
    assertTrue(Zerograd.refusal(Main.FAILED, "bench", "grpo", "--batch", "9", "--group", "2").contains("9"));
  }
}
