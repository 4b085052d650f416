package zerograd.rl.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.rl.Ppo;

/// A run that is killed at any moment and gone on with comes to the same bits as one that is left alone.
class ResumeTest {

  /// How many programs are killed; more, for those who want to be sure, by `-Dzerograd.kills=N`.
  private static final int KILLS = Integer.getInteger("zerograd.kills", 6);

  @Test void killedRunsComeToTheSameBits(@TempDir Path folder) throws Exception {
    long begin = System.nanoTime();
    String expected = ResumedRun.train(folder.resolve("alone"), 0);
    long milliseconds = 16 + (System.nanoTime() - begin) / 1_000_000;

    long seed = System.nanoTime();
    System.out.println("kills at moments drawn with seed " + seed);
    Random moments = new Random(seed);
    Path killed = folder.resolve("killed");
    int deaths = 0;
    for (int i = 0; i < KILLS; i++) {
      Process process = program(killed, 1 + moments.nextLong(milliseconds / (i == 0 ? 8 : 2)));
      if (i % 3 == 2) {   // from outside, possibly before the program has got anywhere
        process.waitFor(moments.nextLong(2 * milliseconds), TimeUnit.MILLISECONDS);
        process.destroyForcibly();
      }
      if (process.waitFor() != 0) deaths++;
    }
    assertTrue(deaths > 0, "no program died");
    Process last = program(killed, 0);
    String fingerprint = new String(last.getInputStream().readAllBytes()).strip();
    assertEquals(0, last.waitFor());

    assertEquals(expected, fingerprint);
    assertEquals(timeless(folder.resolve("alone")), timeless(killed));
    assertEquals(files(folder.resolve("alone"), "rollouts"), files(killed, "rollouts"));
    assertEquals(files(folder.resolve("alone"), "checkpoints").keySet(),
        files(killed, "checkpoints").keySet());
  }

  @Test void aDamagedCheckpointIsPassedOver(@TempDir Path folder) throws IOException {
    String expected = ResumedRun.train(folder, 0);
    Path weights = folder.resolve("checkpoints/step-8/model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length - 1] ^= 1;
    Files.write(weights, bytes);
    assertEquals(expected, ResumedRun.train(folder, 0), "one step is made again");
    assertEquals(expected, ResumedRun.train(folder, 0), "and its checkpoint is whole again");
    assertEquals(ResumedRun.STEPS + 1, timeless(folder).size());
  }

  @Test void aCriticGoesOnToTheSameBits(@TempDir Path folder) throws IOException {
    String expected = ResumedRun.train(folder, 0, Ppo.verl());
    Path critic = folder.resolve("checkpoints/step-8/critic.safetensors");
    byte[] bytes = Files.readAllBytes(critic), damaged = bytes.clone();
    damaged[bytes.length - 1] ^= 1;
    Files.write(critic, damaged);
    assertEquals(expected, ResumedRun.train(folder, 0, Ppo.verl()), "one step is made again");
    assertArrayEquals(bytes, Files.readAllBytes(critic));
  }

  @Test void aRunThatBeganWithOtherWeightsIsRefused(@TempDir Path folder) throws IOException {
    ResumedRun.train(folder, 0);
    Path state = folder.resolve("checkpoints/step-8").resolve(Checkpoints.STATE);
    Files.writeString(state,
        Files.readString(state).replaceFirst("(base_sha256\"\\s*:\\s*\")[0-9a-f]", "$1x"));
    var refused = assertThrows(IllegalArgumentException.class, () -> ResumedRun.train(folder, 0));
    assertTrue(refused.getMessage().contains("has base_sha256 = x"), refused.getMessage());
  }

  private static Process program(Path folder, long patience) throws IOException {
    List<String> command = new ArrayList<>(
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp", System.getProperty("java.class.path"), "--add-modules", "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", ResumedRun.class.getName(),
            folder.toString(),
            Long.toString(patience)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /// The rows without the numbers that the clock has a part in.
  private static List<Map<String, Object>> timeless(Path run) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Map<String, Object> row : new MetricsFile(run.resolve("metrics.jsonl")).rows()) {
      Map<String, Object> kept = new TreeMap<>(row);
      kept.keySet().removeIf(name -> name.startsWith("timing") || name.startsWith("perf/"));
      rows.add(kept);
    }
    assertEquals(ResumedRun.STEPS + 1, rows.size());
    return rows;
  }

  private static Map<String, String> files(Path run, String folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(run.resolve(folder))) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        String name = run.relativize(file).toString();
        files.put(name, name.endsWith(".txt") ? Files.readString(file) : "");
      }
    }
    return files;
  }
}
