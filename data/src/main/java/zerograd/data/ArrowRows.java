package zerograd.data;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import zerograd.data.ColumnType.Struct;
import zerograd.models.checkpoint.AtomicFiles;

/// Rows as Arrow IPC files; read also as Arrow streams, which is how `datasets` keeps its `.arrow` files.
///
/// What rows look like: [Rows]. A batch is in memory at a time; ours have 1,000 rows.
///
/// Apache Arrow, *Columnar Format* 1.x, sections "IPC Streaming Format" and "IPC File Format"
/// (arrow.apache.org/docs/format/Columnar.html).
final class ArrowRows {

  private static final byte[] FILE_MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
  private static final int ROWS_OF_A_BATCH = 1000;

  static {
    ArrowRollouts.quiet();
  }

  private ArrowRows() {}

  /// Gives `visitor` one row after the other. A row with a text that is not UTF-8 cannot be read; whatever
  /// else is wrong ends the reading.
  static void visit(Path file, RowVisitor visitor) throws IOException {
    if (!Files.isRegularFile(file)) throw new IOException(file + " does not exist or is not a file");
    try (FileChannel channel = FileChannel.open(file);
        BufferAllocator allocator = new RootAllocator(Unreadable.arrowMemory(channel.size()));
        ArrowReader reader = reader(channel, allocator)) {
      VectorSchemaRoot table = readable(file, () -> table(reader));
      long number = 0;
      while (readable(file, reader::loadNextBatch)) {
        for (int i = 0; i < table.getRowCount(); i++) visit(RowPlace.row(file, ++number), table, i, visitor);
      }
    }
  }

  private static ArrowReader reader(SeekableByteChannel channel, BufferAllocator allocator)
      throws IOException {
    ByteBuffer start = ByteBuffer.allocate(FILE_MAGIC.length);
    while (start.hasRemaining() && channel.read(start) >= 0) {
      // up to the end of the file
    }
    channel.position(0);
    return Arrays.equals(start.array(), FILE_MAGIC)
        ? new ArrowFileReader(channel, allocator)
        : new ArrowStreamReader(Channels.newInputStream(channel), allocator);
  }

  private static VectorSchemaRoot table(ArrowReader reader) throws IOException {
    VectorSchemaRoot table = reader.getVectorSchemaRoot();
    for (Field field : table.getSchema().getFields()) {
      if (field.getDictionary() != null) {
        throw new IOException("column " + field.getName() + " is a dictionary; store its values themselves");
      }
    }
    return table;
  }

  private static void visit(RowPlace place, VectorSchemaRoot table, int row, RowVisitor visitor)
      throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    try {
      for (FieldVector column : table.getFieldVectors()) {
        Object value = readable(place.file(), () -> ArrowValues.get(column, row));
        if (value != null) values.put(column.getName(), value);
      }
    } catch (Utf8Text.NotText broken) {
      visitor.unreadable(place, broken.getMessage(), broken);
      return;
    }
    visitor.row(place, values);
  }

  private static <T> T readable(Path file, Unreadable.Read<T> read) throws IOException {
    return Unreadable.guard("Arrow", file, read);
  }

  /// Makes or replaces `file`; returns how many rows it has.
  static long write(Path file, RowSource rows) throws IOException {
    Struct columns = ColumnType.ofRows(rows);
    try (BufferAllocator allocator = new RootAllocator();
        VectorSchemaRoot table = VectorSchemaRoot.create(new Schema(ArrowValues.fields(columns)),
            allocator)) {
      long[] count = {0};
      AtomicFiles.write(file, channel -> {
        // Not closed: that would close the channel before it is forced to the disk.
        ArrowFileWriter writer = new ArrowFileWriter(table, null, channel);
        writer.start();
        List<Map<String, Object>> batch = new ArrayList<>();
        rows.forEach((_, row) -> {
          batch.add(row);
          count[0]++;
          if (batch.size() == ROWS_OF_A_BATCH) write(writer, table, batch);
        });
        if (!batch.isEmpty()) write(writer, table, batch);
        writer.end();
      });
      return count[0];
    }
  }

  private static void write(ArrowFileWriter writer, VectorSchemaRoot table, List<Map<String, Object>> batch)
      throws IOException {
    table.clear();
    table.allocateNew();
    for (FieldVector column : table.getFieldVectors()) {
      for (int i = 0; i < batch.size(); i++) ArrowValues.set(column, i, batch.get(i).get(column.getName()));
    }
    table.setRowCount(batch.size());
    writer.writeBatch();
    batch.clear();
  }
}
