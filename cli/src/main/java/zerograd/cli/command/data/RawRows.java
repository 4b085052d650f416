package zerograd.cli.command.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import zerograd.data.RowSource;
import zerograd.data.Rows;
import zerograd.rl.dataset.DataRow;

/// Raw rows made into those of a data set.
final class RawRows {

  private RawRows() {}

  /// The rows that `make` gives, in order; one that it refuses is named with its place.
  static RowSource of(List<Path> files, Function<Map<String, Object>, Optional<DataRow>> make,
      String split) {
    return visitor -> {
      long[] index = {0};
      for (Path file : files) {
        Rows.visit(file, (place, row) -> {
          Optional<DataRow> made;
          try {
            made = make.apply(row);
          } catch (IllegalArgumentException refused) {
            throw new IOException(place + " " + refused.getMessage(), refused);
          }
          if (made.isPresent()) visitor.row(place, made.get().columns(split, index[0]++));
        });
      }
    };
  }
}
