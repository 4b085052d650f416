package zerograd.rl.analysis;

import java.util.ArrayList;
import java.util.List;

/// Numbers and texts in rows and columns.
///
/// @param name for files: `words`
/// @param title for readers: "Words of reflection"
/// @param columns their names
/// @param rows each with one value a column, an `Integer`, a `Double`, a `Boolean` or a `String`; a column has values of one kind
public record Table(String name, String title, List<String> columns, List<List<Object>> rows) {

  /// @throws IllegalArgumentException if a row has another number of values than there are columns
  public Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    for (List<Object> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "table %s: a row needs %d values, got %d".formatted(name, columns.size(), row.size()));
      }
    }
  }

  /// The values of a column.
  ///
  /// @throws IllegalArgumentException if there is none of that name
  public List<Object> column(String column) {
    int at = columns.indexOf(column);
    if (at < 0)
      throw new IllegalArgumentException(
          "table %s has no column %s; it has %s".formatted(name, column, columns));
    List<Object> values = new ArrayList<>();
    for (List<Object> row : rows) values.add(row.get(at));
    return values;
  }

  /// The values of a column of numbers.
  public double[] numbers(String column) {
    return column(column).stream().mapToDouble(value -> ((Number) value).doubleValue()).toArray();
  }
}
