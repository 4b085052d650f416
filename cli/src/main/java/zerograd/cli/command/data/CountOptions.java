package zerograd.cli.command.data;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import zerograd.data.RowPlace;
import zerograd.data.RowSource;
import zerograd.data.Rows;
import zerograd.rl.dataset.RowMaker;

/// How many rows, and which.
final class CountOptions {

  @Option(names = "--count", paramLabel = "N", required = true, description = "Rows to make.")
  private int count;
  @Option(names = "--first", paramLabel = "N", defaultValue = "0", description = "Number of the first (default: ${DEFAULT-VALUE}); a row is a function of seed and number.")
  private int first;
  @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed (default: ${DEFAULT-VALUE}).")
  private long seed;

  RowSource rows(String name, String split, RowMaker maker) {
    atLeastOne(count);
    if (first < 0) throw new IllegalArgumentException("--first must not be negative, got " + first);
    Path made = Path.of(name);
    return visitor -> {
      for (int i = 0; i < count; i++) {
        visitor.row(new RowPlace(made, "row", i + 1), maker.row(first + i).columns(split, i));
      }
    };
  }

  long seed() { return seed; }

  static void atLeastOne(int count) {
    if (count < 1) throw new IllegalArgumentException("--count needs a number of at least 1, got " + count);
  }
}
