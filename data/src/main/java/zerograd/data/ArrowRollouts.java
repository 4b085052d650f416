package zerograd.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.pojo.Schema;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.rl.rollout.RolloutRow;

/// Writes the rollouts of a training step as an Arrow IPC file, one row a response, that pandas, Polars and
/// DuckDB open.
///
/// | columns | type |
/// | --- | --- |
/// | `step`, `group`, `sample` | int32 |
/// | `prompt`, `response` | utf8 |
/// | `prompt_ids`, `response_ids` | list of int32 |
/// | `logprobs` | list of float32 |
/// | `reward`, `advantage` | float64 |
/// | `ground_truth`, `finish_reason`, `reward_ending` | utf8 |
///
/// No value is null. The file is there whole or not at all, and the same rows give the same bytes.
///
/// Apache Arrow, *Columnar Format* 1.x, section "IPC File Format"
/// (arrow.apache.org/docs/format/Columnar.html).
public final class ArrowRollouts {

  /// Arrow tells at every start which allocator it chose. The logger is kept here, or its level would be
  /// collected with it.
  private static final Logger ARROW = Logger.getLogger("org.apache.arrow");

  static {
    quiet();
  }

  /// Keeps Arrow from telling.
  static void quiet() { ARROW.setLevel(Level.WARNING); }

  private ArrowRollouts() {}

  /// Makes or replaces `file`.
  ///
  /// @throws IOException if that failed; then `file` is what it was before, and the message is one sentence
  public static void write(Path file, List<RolloutRow> rows) throws IOException {
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot table = VectorSchemaRoot.create(new Schema(RolloutColumns.fields(), null),
            allocator)) {
      RolloutColumns.write(table, rows);
      AtomicFiles.write(file, channel -> {
        // Not closed: that would close the channel before it is forced to the disk.
        ArrowFileWriter writer = new ArrowFileWriter(table, null, channel);
        writer.start();
        writer.writeBatch();
        writer.end();
      });
    }
  }

  /// The rows of a file that [#write] made.
  ///
  /// @throws IOException if the file cannot be read or has other columns, with a sentence that names it and
  ///     the reason
  public static List<RolloutRow> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) throw new IOException(file + " does not exist or is not a file");
    try (FileChannel channel = FileChannel.open(file);
        BufferAllocator allocator = new RootAllocator(Unreadable.arrowMemory(channel.size()));
        ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
      VectorSchemaRoot table = reader.getVectorSchemaRoot();
      if (!table.getSchema().getFields().equals(RolloutColumns.fields())) {
        throw new IOException("its columns are " + table.getSchema());
      }
      List<RolloutRow> rows = new ArrayList<>();
      while (reader.loadNextBatch()) {
        for (int i = 0; i < table.getRowCount(); i++) rows.add(RolloutColumns.row(table, i));
      }
      return rows;
    } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError broken) {
      throw Unreadable.as("rollouts", file, broken);
    }
  }
}
