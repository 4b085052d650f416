package zerograd.tests.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.rl.train.RunDirectory;
import zerograd.testkit.fuzz.FuzzTarget;

/// The folder of a run to go on with: `config.json`, behind a tab `metrics.jsonl`, behind another the state of a checkpoint.
public final class RunTarget implements FuzzTarget {

  private final Scratch scratch = Scratch.make();

  @Override public boolean parse(byte[] input) throws IOException {
    String[] parts = new String(input, StandardCharsets.ISO_8859_1).split("\t", 3);
    file(RunDirectory.CONFIG, parts, 0);
    file("metrics.jsonl", parts, 1);
    Path checkpoint = Files.createDirectories(scratch.folder().resolve("checkpoints").resolve("step-1"));
    Files.write(checkpoint.resolve("trainer_state.json"), bytes(parts, 2));
    try (RunDirectory run = RunDirectory.resume(scratch.folder(), Map.of("steps", 1), Set.of("name"))) {
      run.metrics().rows();
      run.checkpoints().steps();
      return true;
    } catch (MalformedFileException | IllegalArgumentException refusal) {
      return Refusals.refused(refusal);
    } finally {
      AtomicFiles.delete(scratch.folder().resolve("checkpoints"));
    }
  }

  private void file(String name, String[] parts, int i) { scratch.file(name, bytes(parts, i)); }

  private static byte[] bytes(String[] parts, int i) {
    return parts.length > i ? parts[i].getBytes(StandardCharsets.ISO_8859_1) : new byte[0];
  }

  @Override public List<String> words() {
    return List.of("{\"steps\": 1}", "\t", "\n", "{\"step\": 1}\n", "{", "}", "\"files\":", "\"steps\":", ",",
        ":", "null", "[", "]");
  }
}
