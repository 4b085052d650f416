package zerograd.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import zerograd.data.ColumnType.ListOf;
import zerograd.data.ColumnType.Scalar;
import zerograd.data.ColumnType.Struct;
import zerograd.models.checkpoint.AtomicFiles;

/// Writes rows as Parquet files that verl, `datasets`, pandas, Polars and DuckDB read: every column optional,
/// lists of three levels, Snappy pages, row groups of 1,000 rows as `datasets` writes them.
///
/// A file is there whole or not at all, and the same rows give the same bytes.
///
/// Apache Parquet, *Logical types*, section "Lists" (parquet.apache.org/docs/file-format).
final class ParquetWriting {

  private static final int ROWS_OF_A_GROUP = 1000;

  private ParquetWriting() {}

  /// Makes or replaces `file`; returns how many rows it has.
  static long write(Path file, RowSource rows) throws IOException {
    Struct columns = ColumnType.ofRows(rows);
    MessageType schema = ParquetSchema.of(file, columns);
    long[] count = {0};
    AtomicFiles.write(file, channel -> {
      try (ParquetWriter<Map<String, Object>> writer = new Builder(new ChannelFile(channel), columns, schema)
          .withConf(new PlainParquetConfiguration()).withCompressionCodec(CompressionCodecName.SNAPPY)
          .withCodecFactory(new ParquetCodecs()).withRowGroupRowCountLimit(ROWS_OF_A_GROUP).build()) {
        rows.forEach((_, row) -> {
          writer.write(row);
          count[0]++;
        });
      }
    });
    return count[0];
  }

  private static final class Builder extends ParquetWriter.Builder<Map<String, Object>, Builder> {
    private final Struct columns;
    private final MessageType schema;

    Builder(OutputFile file, Struct columns, MessageType schema) {
      super(file);
      this.columns = columns;
      this.schema = schema;
    }

    @Override protected Builder self() { return this; }

    @Override
    @SuppressWarnings("deprecation")   // not called, but abstract
    protected WriteSupport<Map<String, Object>> getWriteSupport(Configuration configuration) {
      return new Rows(columns, schema);
    }

    @Override protected WriteSupport<Map<String, Object>> getWriteSupport(
        ParquetConfiguration configuration) {
      return new Rows(columns, schema);
    }
  }

  /// Takes rows apart into the events that the library asks for.
  private static final class Rows extends WriteSupport<Map<String, Object>> {
    private final Struct columns;
    private final MessageType schema;
    private RecordConsumer out;

    Rows(Struct columns, MessageType schema) {
      this.columns = columns;
      this.schema = schema;
    }

    @Override
    @SuppressWarnings("deprecation")   // not called, but abstract
    public WriteContext init(Configuration configuration) { return new WriteContext(schema, Map.of()); }

    @Override public WriteContext init(ParquetConfiguration configuration) {
      return new WriteContext(schema, Map.of());
    }

    @Override public void prepareForWrite(RecordConsumer consumer) { out = consumer; }

    @Override public void write(Map<String, Object> row) {
      out.startMessage();
      fields(columns, row);
      out.endMessage();
    }

    private void fields(Struct struct, Map<?, ?> values) {
      int index = 0;
      for (Map.Entry<String, ColumnType> field : struct.fields().entrySet()) {
        Object value = values.get(field.getKey());
        if (value != null) field(field.getKey(), index, () -> value(field.getValue(), value));
        index++;
      }
    }

    private void field(String name, int index, Runnable value) {
      out.startField(name, index);
      value.run();
      out.endField(name, index);
    }

    private void value(ColumnType type, Object value) {
      switch (type) {
        case Struct struct -> {
          out.startGroup();
          fields(struct, (Map<?, ?>) value);
          out.endGroup();
        }
        case ListOf(ColumnType element) -> {
          out.startGroup();
          if (!((List<?>) value).isEmpty()) field("list", 0, () -> elements(element, (List<?>) value));
          out.endGroup();
        }
        case Scalar scalar -> scalar(scalar, value);
        case ColumnType.Unknown _ -> throw new IllegalStateException("a value of no type: " + value);
      }
    }

    private void elements(ColumnType type, List<?> list) {
      for (Object element : list) {
        out.startGroup();
        if (element != null) field("element", 0, () -> value(type, element));
        out.endGroup();
      }
    }

    private void scalar(Scalar type, Object value) {
      switch (type) {
        case BOOLEAN -> out.addBoolean((Boolean) value);
        case INT32 -> out.addInteger(((Number) value).intValue());
        case INT64 -> out.addLong(((Number) value).longValue());
        case FLOAT32 -> out.addFloat(((Number) value).floatValue());
        case FLOAT64 -> out.addDouble(((Number) value).doubleValue());
        case TEXT -> out.addBinary(Binary.fromString((String) value));
        case BYTES -> out.addBinary(Binary.fromConstantByteArray((byte[]) value));
      }
    }
  }

  /// The channel that [AtomicFiles] opened, which also closes it.
  private record ChannelFile(FileChannel channel) implements OutputFile {

    @Override public PositionOutputStream create(long blockSize) {
      return new Positioned(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
    }

    @Override public PositionOutputStream createOrOverwrite(long blockSize) { return create(blockSize); }

    @Override public boolean supportsBlockSize() { return false; }

    @Override public long defaultBlockSize() { return 0; }
  }

  private static final class Positioned extends PositionOutputStream {
    private final OutputStream out;
    private long position;

    Positioned(OutputStream out) { this.out = out; }

    @Override public long getPos() { return position; }

    @Override public void write(int next) throws IOException {
      out.write(next);
      position++;
    }

    @Override public void write(byte[] bytes, int from, int length) throws IOException {
      out.write(bytes, from, length);
      position += length;
    }

    @Override public void flush() throws IOException { out.flush(); }

    @Override public void close() throws IOException { out.flush(); }
  }
}
