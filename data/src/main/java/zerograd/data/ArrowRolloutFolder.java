package zerograd.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import zerograd.rl.rollout.RolloutRow;
import zerograd.rl.rollout.RolloutSink;

/// Keeps the rollouts of a run as Arrow IPC files, `step-00001.arrow` and so on; see [ArrowRollouts] for the columns.
///
///     pyarrow.ipc.open_file("rollouts/step-00001.arrow").read_pandas()
public record ArrowRolloutFolder(Path folder) implements RolloutSink {

  @Override public void write(int step, List<RolloutRow> rows) throws IOException {
    Files.createDirectories(folder);
    ArrowRollouts.write(file(step), rows);
  }

  @Override public List<RolloutRow> read(int step) throws IOException {
    return Files.exists(file(step)) ? ArrowRollouts.read(file(step)) : List.of();
  }

  private Path file(int step) { return folder.resolve("step-%05d.arrow".formatted(step)); }
}
