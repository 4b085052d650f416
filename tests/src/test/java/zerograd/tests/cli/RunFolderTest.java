package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import zerograd.cli.Main;

/// A run goes into a folder of its own; what stands in its way is said in one sentence, and nothing is left half-written.
class RunFolderTest {

  @TempDir
  private Path folder;
  private Path recipe;

  @BeforeEach void write() throws IOException { recipe = Recipes.write(folder, Recipes.REINFORCED); }

  private String[] train(Path run, String... more) {
    String[] words = {"train", recipe.toString(), "--out", run.toString(), "--threads", "1", "--kernels",
        "reference", "steps=1", "optimizer.warmup_steps=0"};
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray(String[]::new);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> !file.equals(folder)).map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test void aRunLeavesWhatItPromises() throws IOException {
    Path run = folder.resolve("some/where/run");
    String printed = Zerograd.printed(train(run));
    assertTrue(printed.contains("step   1/1") && printed.contains("final weights:         sha256 "), printed);
    assertTrue(names(run).containsAll(List.of("config.json", "metrics.jsonl", "rollouts/step-00001.arrow",
        "checkpoints/step-1/model.safetensors", "checkpoints/step-1/trainer_state.json", "final/config.json",
        "final/model.safetensors")), names(run).toString());
    var config = new JsonMapper().readTree(Files.readString(run.resolve("config.json")));
    assertEquals(1, config.get("steps").asInt(), "a word on the command line is in the resolved settings");
    assertEquals(0.9, config.get("optimizer.beta1").asDouble(), "and so is a default");
  }

  @Test void aFolderThatHoldsARunIsRefusedAndLeftAlone() throws IOException {
    Path run = folder.resolve("run");
    Zerograd.printed(train(run));
    List<String> before = names(run);
    String rows = Files.readString(run.resolve("metrics.jsonl"));
    assertEquals(run + ": the folder holds a run; resume it, or choose another folder",
        Zerograd.refusal(Main.FAILED, train(run)));
    assertEquals(before, names(run));
    assertEquals(rows, Files.readString(run.resolve("metrics.jsonl")));

    String other = Zerograd.refusal(Main.FAILED, train(run, "--resume", "seed=4"));
    assertEquals("resume: the run in " + run + " has seed = 3, not 4; a run goes on with its settings",
        other);
    assertEquals(before, names(run));
  }

  @Test void aRunThatWasKilledBeforeItBeganBeginsWhenResumed() throws IOException {
    Path absent = folder.resolve("absent"), locked = Files.createDirectory(folder.resolve("locked"));
    Files.createFile(locked.resolve("run.lock"));
    for (Path run : List.of(absent, locked)) {
      String printed = Zerograd.printed(train(run, "--resume"));
      assertTrue(printed.contains("nothing to resume in " + run + "; beginning"), printed);
      assertTrue(Files.isDirectory(run.resolve("final")));
    }
  }

  @Test void aFileInThePlaceOfTheFolderIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    assertEquals("cannot write the run directory " + file + ": there is a file of that name",
        Zerograd.refusal(Main.FAILED, train(file)));
    Path below = file.resolve("run");
    String sentence = Zerograd.refusal(Main.FAILED, train(below));
    assertTrue(sentence.startsWith("cannot write the run directory " + below + ": "), sentence);
    assertEquals("mine", Files.readString(file));
    assertEquals(List.of("file", "tiny.yaml"), names(folder));
  }

  @Test void aFolderWithoutWritePermissionIsRefused() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
    assumeTrue(!Files.isWritable(closed), "this user may write everywhere");
    Path run = closed.resolve("run");
    assertEquals("cannot write the run directory " + run + ": permission denied",
        Zerograd.refusal(Main.FAILED, train(run)));
    assertEquals(List.of(), names(closed));
  }

  /// The shell's limit on the size of a file stands for a disk that fills up: the system refuses the write in the middle
  /// of a file, at a size that is reached by the rollouts, a checkpoint, or the first file at all.
  @Test void aDiskThatFillsUpLeavesWholeFilesAndARunThatGoesOn() throws Exception {
    String expected = Program.fingerprint(Program.BRIEF.run(train(folder.resolve("alone"))));
    for (int kilobytes : new int[]{0, 4, 14}) {
      Path run = folder.resolve("run-" + kilobytes);
      Program.Result full = Program.BRIEF.limited(kilobytes, train(run));
      assertEquals(Main.FAILED, full.status(), full.toString());
      String sentence = Zerograd.sentence(full.err(), full.toString());
      assertTrue(sentence.startsWith("cannot write " + run), sentence);
      assertTrue(sentence.contains("File too large"), sentence);
      if (kilobytes == 0) {
        assertFalse(Files.exists(run), "not even its folder is left");
        continue;
      }
      for (String name : names(run)) assertFalse(name.endsWith(".tmp"), names(run).toString());
      assertEquals(new TreeSet<>(List.of()), partCheckpoints(run));
      Program.Result resumed = Program.BRIEF.run(train(run, "--resume"));
      assertEquals(expected, Program.fingerprint(resumed),
          "with room again, the run goes on to the same bits");
    }
  }

  /// Checkpoints without the file that is written last.
  private static TreeSet<String> partCheckpoints(Path run) throws IOException {
    TreeSet<String> found = new TreeSet<>();
    for (String name : names(run)) {
      if (name.matches("checkpoints/[^/]+") && !Files.exists(run.resolve(name).resolve("trainer_state.json")))
        found.add(name);
    }
    return found;
  }
}
