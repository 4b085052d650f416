package zerograd.data;

import java.io.IOException;
import java.util.Map;

/// What is done with the rows of a file.
@FunctionalInterface
public interface RowVisitor {

  /// A row, and where it stands.
  void row(RowPlace place, Map<String, Object> row) throws IOException;

  /// A row that cannot be read, though those after it can. Unless this is overridden, reading ends with the
  /// sentence that says so.
  ///
  /// @param reason what is wrong, as in "is not UTF-8"
  default void unreadable(RowPlace place, String reason, Exception cause) throws IOException {
    throw new IOException(place + " " + reason, cause);
  }
}
