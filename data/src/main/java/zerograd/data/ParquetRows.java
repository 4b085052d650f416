package zerograd.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.schema.MessageType;

/// Reads Parquet files with nested columns, such as the data sets of verl: `prompt: list<struct<content,
/// role>>`.
///
/// Pages may be plain or compressed with Snappy, GZIP, ZSTD or LZ4. What rows look like: [Rows]; how each
/// Parquet type is read: [ParquetValues]. A row group is in memory at a time.
///
/// Apache Parquet, *Encodings* and *Logical types*, format 2.x (parquet.apache.org/docs/file-format).
public final class ParquetRows {

  private ParquetRows() {}

  /// All rows of `file`; errors as [#forEach].
  public static List<Map<String, Object>> read(Path file) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    forEach(file, rows::add);
    return rows;
  }

  /// Gives `use` one row after the other.
  ///
  /// @throws IOException if the file cannot be read or is not a Parquet file, with a sentence that names it
  ///     and the reason
  public static void forEach(Path file, Consumer<Map<String, Object>> use) throws IOException {
    if (!Files.isRegularFile(file)) throw new IOException(file + " does not exist or is not a file");
    ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
        .withCodecFactory(new ParquetCodecs()).build();
    try (ParquetFileReader reader = open(file, options)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
      for (PageReadStore group = next(file, reader); group != null; group = next(file, reader)) {
        rows(file, group, columns, schema, use);
      }
    }
  }

  private static void rows(Path file, PageReadStore group, MessageColumnIO columns, MessageType schema,
      Consumer<Map<String, Object>> use) throws IOException {
    var records = readable(file, () -> columns.getRecordReader(group, new GroupRecordConverter(schema)));
    for (long i = 0; i < group.getRowCount(); i++) {
      use.accept(readable(file, () -> ParquetValues.struct(records.read())));
    }
  }

  private static ParquetFileReader open(Path file, ParquetReadOptions options) throws IOException {
    return readable(file, () -> ParquetFileReader.open(new LocalInputFile(file), options));
  }

  private static PageReadStore next(Path file, ParquetFileReader reader) throws IOException {
    return readable(file, reader::readNextRowGroup);
  }

  private interface Read<T> {
    T read() throws IOException;
  }

  /// The Parquet library throws whatever it stumbles over; to a caller it is one thing, a file that cannot be
  /// read.
  private static <T> T readable(Path file, Read<T> read) throws IOException {
    try {
      return read.read();
    } catch (IOException | RuntimeException broken) {
      throw new IOException(file.getFileName() + " is not readable as Parquet: " + broken.getMessage(),
          broken);
    }
  }
}
