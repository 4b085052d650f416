package zerograd.rl.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {

  private static final Map<String, Object> CONFIG = Map.of("steps", 10, "rate", 0.5);

  @TempDir
  Path folder;

  @Test void settingsComeBack() throws IOException {
    RunDirectory.create(folder.resolve("run"), CONFIG).close();
    try (RunDirectory again = RunDirectory.resume(folder.resolve("run"), CONFIG, Set.of())) {
      assertEquals(CONFIG, again.config());
    }
  }

  @Test void aSecondRunInTheSameFolderIsRefused() throws IOException {
    RunDirectory.create(folder, CONFIG).close();
    var twice = assertThrows(IOException.class, () -> RunDirectory.create(folder, CONFIG));
    assertEquals(folder + ": the folder holds a run; resume it, or choose another folder",
        twice.getMessage());
  }

  @Test void aRunThatIsNotThereCannotBeResumed() {
    var missing = assertThrows(IOException.class, () -> RunDirectory.resume(folder, CONFIG, Set.of()));
    assertEquals(folder + ": the folder holds no run to resume", missing.getMessage());
  }

  @Test void aRunGoesOnWithItsSettings() throws IOException {
    RunDirectory.create(folder, CONFIG).close();
    Map<String, Object> other = Map.of("steps", 20, "rate", 0.5);
    var changed = assertThrows(IllegalArgumentException.class,
        () -> RunDirectory.resume(folder, other, Set.of()));
    assertEquals(
        "resume: the run in %s has steps = 10, not 20; a run goes on with its settings".formatted(folder),
        changed.getMessage());
    try (RunDirectory longer = RunDirectory.resume(folder, other, Set.of("steps"))) {
      assertEquals(20, longer.config().get("steps"));
    }
  }

  @Test void oneProcessAtATimeWritesARun() throws IOException {
    try (RunDirectory first = RunDirectory.create(folder, CONFIG)) {
      var busy = assertThrows(IOException.class, () -> RunDirectory.resume(folder, first.config(), Set.of()));
      assertEquals("the run in %s is in use; two processes cannot write one run".formatted(folder),
          busy.getMessage());
    }
  }

  @Test void aFolderThatCannotBeMadeIsOneSentence() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    var taken = assertThrows(IOException.class, () -> RunDirectory.create(file, CONFIG));
    assertEquals("cannot write the run directory %s: there is a file of that name".formatted(file),
        taken.getMessage());
    var below = assertThrows(IOException.class, () -> RunDirectory.create(file.resolve("run"), CONFIG));
    assertTrue(below.getMessage().startsWith("cannot write the run directory " + file.resolve("run") + ": "),
        below.getMessage());
  }

  @Test void halfARowIsCutOff() throws IOException {
    MetricsFile metrics = new MetricsFile(folder.resolve("metrics.jsonl"));
    for (int step = 0; step < 4; step++) metrics.append(step, Map.of("x", 0.1 * step));
    Files.writeString(metrics.path(), "{\"step\": 4, \"x", StandardOpenOption.APPEND);
    metrics.cutAfter(2);
    assertEquals(List.of(0, 1, 2), metrics.rows().stream().map(row -> row.get("step")).toList());
    assertEquals(0.1 * 2, metrics.rows().getLast().get("x"));
    metrics.append(3, Map.of());
    assertEquals(4, metrics.rows().size());
  }

  private static Checkpoints threeCheckpoints(Path folder) throws IOException {
    Checkpoints checkpoints = new Checkpoints(folder);
    for (int step : new int[]{2, 10, 6}) {
      checkpoints.write(step, Map.of("step", step),
          target -> Files.writeString(target.resolve("weights"), "w" + step));
    }
    return checkpoints;
  }

  @Test void checkpointsAreFoundNewestFirst() throws IOException {
    Checkpoints checkpoints = threeCheckpoints(folder);
    assertEquals(List.of(10, 6, 2), checkpoints.steps());
    assertEquals(6, checkpoints.read(6).get("step"));
    checkpoints.keepNewest(1, OptionalInt.of(2));
    assertEquals(List.of(10, 2), checkpoints.steps(), "the newest and the best");
    checkpoints.keepNewest(1, OptionalInt.empty());
    assertEquals(List.of(10), checkpoints.steps());
  }

  @Test void damageIsNoticed() throws IOException {
    Checkpoints checkpoints = threeCheckpoints(folder);
    Files.writeString(checkpoints.of(10).resolve("weights"), "w11");
    var damaged = assertThrows(IOException.class, () -> checkpoints.read(10));
    assertEquals(
        "checkpoint %s is damaged: its files are not those that were written".formatted(checkpoints.of(10)),
        damaged.getMessage());
    Files.delete(checkpoints.of(6).resolve("weights"));
    assertThrows(IOException.class, () -> checkpoints.read(6));
    Files.writeString(checkpoints.of(2).resolve(Checkpoints.STATE), "{");
    assertThrows(IOException.class, () -> checkpoints.read(2));
  }

  @Test void aCheckpointThatFailsLeavesNothing() throws IOException {
    Checkpoints checkpoints = threeCheckpoints(folder);
    assertThrows(IOException.class, () -> checkpoints.write(12, Map.of(), target -> {
      Files.writeString(target.resolve("weights"), "half");
      throw new IOException("no space left");
    }));
    assertEquals(List.of(10, 6, 2), checkpoints.steps());
  }

  @Test void whatAKilledRunLeftIsTidiedUp() throws IOException {
    Checkpoints checkpoints = threeCheckpoints(folder);
    Files.createDirectory(folder.resolve("step-12.tmp"));
    Files.createDirectories(folder.resolve("step-4.deleted/inside"));
    Files.move(checkpoints.of(6), folder.resolve("step-6.old"));   // between the two renames of a replacement
    checkpoints.tidy();
    assertEquals(List.of(10, 6, 2), checkpoints.steps());
    assertFalse(
        Files.exists(folder.resolve("step-12.tmp")) || Files.exists(folder.resolve("step-4.deleted")));
  }
}
