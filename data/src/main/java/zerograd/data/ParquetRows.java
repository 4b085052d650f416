package zerograd.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
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
final class ParquetRows {

  private ParquetRows() {}

  /// Gives `visitor` one row after the other. A row with a text that is not UTF-8 cannot be read; whatever
  /// else is wrong ends the reading.
  static void visit(Path file, RowVisitor visitor) throws IOException {
    if (!Files.isRegularFile(file)) throw new IOException(file + " does not exist or is not a file");
    ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
        .withCodecFactory(new ParquetCodecs()).build();
    try (ParquetFileReader reader = readable(file,
        () -> ParquetFileReader.open(new LocalInputFile(file), options))) {
      MessageType schema = reader.getFileMetaData().getSchema();
      MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
      long number = 0;
      for (PageReadStore group = next(file, reader); group != null; group = next(file, reader)) {
        PageReadStore rows = group;
        var records = readable(file, () -> columns.getRecordReader(rows, new GroupRecordConverter(schema)));
        for (long i = 0; i < group.getRowCount(); i++) {
          visit(RowPlace.row(file, ++number), readable(file, records::read), visitor);
        }
      }
    }
  }

  private static void visit(RowPlace place, Group record, RowVisitor visitor) throws IOException {
    Map<String, Object> row;
    try {
      row = readable(place.file(), () -> ParquetValues.struct(record));
    } catch (Utf8Text.NotText broken) {
      visitor.unreadable(place, broken.getMessage(), broken);
      return;
    }
    visitor.row(place, row);
  }

  private static PageReadStore next(Path file, ParquetFileReader reader) throws IOException {
    return readable(file, reader::readNextRowGroup);
  }

  private static <T> T readable(Path file, Unreadable.Read<T> read) throws IOException {
    return Unreadable.guard("Parquet", file, read);
  }
}
