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
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// `train` or `sft` that is killed from outside at random moments, and gone on with by `--resume`, comes to the same weights and the
/// same rows as a run that is left alone.
class KilledRunTest {

  /// A program is killed after a random number of steps, of which there are eight, below these.
  private static final int[] LATEST = {5, 8};
  /// And then so many milliseconds later, at most.
  private static final int LONGEST_STEP = 60;

  @ParameterizedTest
  @ValueSource(strings = {Recipes.REINFORCED, Recipes.SUPERVISED,
      Recipes.STAGED}) void trainComesToTheSameBits(
          String text,
          @TempDir Path folder) throws Exception {
    comesToTheSameBits("train", Recipes.write(folder, text), folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {TinyChat.RECIPE, TinyChat.RECIPE + TinyChat.ADAPTER}) void sftComesToTheSameBits(
      String text, @TempDir Path folder) throws Exception {
    comesToTheSameBits("sft", TinyChat.write(folder, text), folder);
  }

  private static void comesToTheSameBits(String command, Path recipe, Path folder) throws Exception {
    Path alone = folder.resolve("alone"), killed = folder.resolve("killed");
    String expected = Program.fingerprint(Program.BRIEF.run(words(command, recipe, alone)));

    long seed = System.nanoTime();
    System.out.println("kills at moments drawn with seed " + seed);
    Random moments = new Random(seed);
    int deaths = 0;
    for (int latest : LATEST) {
      int rows = moments.nextInt(latest);
      Process process = Program.BRIEF.start(words(command, recipe, killed));
      while (process.isAlive() && rows(killed).size() < rows)
        Thread.sleep(2);
      process.waitFor(moments.nextLong(LONGEST_STEP), TimeUnit.MILLISECONDS);
      process.destroyForcibly();
      if (process.waitFor() != 0) deaths++;
    }
    assertTrue(deaths > 0, "no program died");

    Program.Result last = Program.BRIEF.run(words(command, recipe, killed));
    assertEquals(expected, Program.fingerprint(last));
    assertEquals(timeless(alone), timeless(killed));
    assertEquals(rollouts(alone), rollouts(killed));
  }

  /// The files of a run's responses, as bytes by name; none for learning from examples.
  private static Map<String, List<Byte>> rollouts(Path run) throws IOException {
    Map<String, List<Byte>> files = new TreeMap<>();
    if (!Files.isDirectory(run.resolve("rollouts"))) return files;
    try (Stream<Path> entries = Files.list(run.resolve("rollouts"))) {
      for (Path file : entries.toList()) {
        List<Byte> bytes = new ArrayList<>();
        for (byte each : Files.readAllBytes(file)) bytes.add(each);
        files.put(file.getFileName().toString(), bytes);
      }
    }
    assertFalse(files.isEmpty(), "no response was kept");
    return files;
  }

  private static String[] words(String command, Path recipe, Path run) {
    List<String> words = new ArrayList<>(
        List.of(command, recipe.toString(), "--out", run.toString(), "--threads", "1", "--kernels",
            "reference"));
    if (Files.exists(run.resolve("config.json"))) words.add("--resume");
    return words.toArray(String[]::new);
  }

  /// The complete rows of a run's metrics.
  private static List<Map<String, Object>> rows(Path run) throws IOException {
    Path file = run.resolve("metrics.jsonl");
    if (!Files.exists(file)) return List.of();
    String text = Files.readString(file);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines()
        .map(line -> new JsonMapper().readValue(line, new TypeReference<Map<String, Object>>() {
        })).toList();
  }

  /// The rows without the numbers that the clock or the memory has a part in: one before the first step, and one a step.
  private static List<Map<String, Object>> timeless(Path run) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Map<String, Object> row : rows(run)) {
      Map<String, Object> kept = new TreeMap<>(row);
      kept.keySet().removeIf(name -> name.startsWith("timing") || name.startsWith("perf/"));
      rows.add(kept);
    }
    assertEquals(9, rows.size());
    return rows;
  }
}
