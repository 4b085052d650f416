package zerograd.data;

import java.nio.file.Path;

/// Where a row stands, as messages name it: `rows.jsonl line 2`, `train.parquet row 17`. Both count from 1.
public record RowPlace(Path file, String unit, long number) {

  static RowPlace line(Path file, long number) { return new RowPlace(file, "line", number); }

  static RowPlace row(Path file, long number) { return new RowPlace(file, "row", number); }

  @Override public String toString() { return file.getFileName() + " " + unit + " " + number; }
}
