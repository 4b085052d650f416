package zerograd.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Reads the rows of a data set, whatever its format: Parquet if the file's name ends in `.parquet`, JSON
/// Lines if in `.jsonl`.
///
/// A row is a map from column names to values, in the file's order: `String`, `Boolean`, numbers, `List` and,
/// for a struct, again a `Map`. A value that is absent or null has no entry; a null inside a list stays, as
/// null.
public final class Rows {

  private Rows() {}

  /// All rows of `file`.
  ///
  /// @throws IOException if the file cannot be read, with a sentence that names it and the reason
  public static List<Map<String, Object>> read(Path file) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    forEach(file, rows::add);
    return rows;
  }

  /// Gives `use` one row after the other; a file larger than memory is no difficulty.
  ///
  /// @throws IOException as [#read]
  public static void forEach(Path file, Consumer<Map<String, Object>> use) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (name.endsWith(".parquet")) ParquetRows.forEach(file, use);
    else if (name.endsWith(".jsonl")) JsonLines.forEach(file, use);
    else
      throw new IOException(name + " is of no known format; data sets end in .parquet or .jsonl");
  }
}
