package zerograd.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;

/// Reads and writes the rows of a data set; the end of the file's name says how.
///
/// | ends in | format |
/// | --- | --- |
/// | `.parquet` | Parquet with nested columns, as verl, `datasets` and pandas read and write it |
/// | `.arrow` | Arrow IPC, file or stream (written as a file) |
/// | `.jsonl` | JSON Lines: one object a line |
/// | `.json` | one array of objects, or JSON Lines (only read) |
///
/// A row is a map from column names to values, in the file's order: `String`, `Boolean`, numbers, `List` and,
/// for a struct, again a `Map`. A value that is absent or null has no entry; a null inside a list stays, as
/// null.
public final class Rows {

  private Rows() {}

  /// All rows of `file`.
  ///
  /// @throws IOException if the file or one of its rows cannot be read, with a sentence that names it and the
  ///     reason
  public static List<Map<String, Object>> read(Path file) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    forEach(file, rows::add);
    return rows;
  }

  /// Gives `use` one row after the other; a file larger than memory is no difficulty.
  ///
  /// @throws IOException as [#read]
  public static void forEach(Path file, Consumer<Map<String, Object>> use) throws IOException {
    visit(file, (_, row) -> use.accept(row));
  }

  /// Gives `visitor` one row after the other, with its place; it also says what becomes of rows that cannot be
  /// read.
  ///
  /// @throws IOException if the file cannot be read, or `visitor` throws it
  public static void visit(Path file, RowVisitor visitor) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (name.endsWith(".parquet")) ParquetRows.visit(file, visitor);
    else if (name.endsWith(".arrow")) ArrowRows.visit(file, visitor);
    else if (name.endsWith(".jsonl")) JsonLines.visit(file, visitor);
    else if (name.endsWith(".json")) JsonLines.visitDocument(file, visitor);
    else
      throw new IOException(
          name + " is of no known format; data sets end in .parquet, .arrow, .jsonl or .json");
  }

  /// Makes or replaces `file` with these rows; returns how many. Parquet and Arrow give a column the type that
  /// its values have in common; whole numbers of JSON have 64 bits.
  ///
  /// @throws IOException if a row cannot be read, values of a column have no common type, or the file cannot
  ///     be written, in a sentence; then `file` is what it was before
  public static long write(Path file, RowSource rows) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (name.endsWith(".parquet")) return ParquetWriting.write(file, rows);
    if (name.endsWith(".arrow")) return ArrowRows.write(file, rows);
    if (name.endsWith(".jsonl")) return JsonLines.write(file, rows);
    throw new IOException(
        name + " is of no format that is written; data sets end in .parquet, .arrow or .jsonl");
  }

  /// Gives `print` each row as a line of JSON; returns how many.
  ///
  /// @throws IOException if a row cannot be read, or JSON does not know a value of it
  public static long print(RowSource rows, Consumer<String> print) throws IOException {
    long[] count = {0};
    rows.forEach((place, row) -> {
      print.accept(new String(JsonLines.line(place, row), StandardCharsets.UTF_8));
      count[0]++;
    });
    return count[0];
  }

  /// The columns that the rows have, and the type of each in words: `list<struct<content: text, role: text>>`.
  ///
  /// @throws IOException if a row cannot be read, or values of a column have no common type
  public static SequencedMap<String, String> columns(RowSource rows) throws IOException {
    SequencedMap<String, String> columns = new LinkedHashMap<>();
    ColumnType.ofRows(rows).fields().forEach((name, type) -> columns.put(name, type.text()));
    return columns;
  }
}
