package zerograd.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// Rows that can be gone through more than once, always the same: a file, a list, or what computes them.
///
/// Writing needs that, since the types of the columns are known only when all rows have been seen.
@FunctionalInterface
public interface RowSource {

  /// Gives all rows to `visitor`, in order.
  void forEach(RowVisitor visitor) throws IOException;

  /// The rows of a file.
  static RowSource of(Path file) { return visitor -> Rows.visit(file, visitor); }

  /// Rows from memory; `name` is what messages call them.
  static RowSource of(String name, List<? extends Map<String, Object>> rows) {
    Path file = Path.of(name);
    return visitor -> {
      for (int i = 0; i < rows.size(); i++)
        visitor.row(RowPlace.row(file, i + 1), Collections.unmodifiableMap(rows.get(i)));
    };
  }
}
