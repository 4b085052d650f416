package zerograd.cli.command.data;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import zerograd.data.RowPlace;
import zerograd.data.RowSource;
import zerograd.data.RowVisitor;

/// Says now and then how many rows have been gone through; says nothing of what is quick.
final class Progress {

  private static final long EVERY = 2_000_000_000L;
  private static final int BETWEEN_LOOKS = 100;

  private final PrintWriter err;
  private long last = System.nanoTime();

  Progress(PrintWriter err) { this.err = err; }

  /// The same rows, told of as they pass.
  RowSource of(RowSource rows) {
    return visitor -> {
      long[] seen = {0};
      rows.forEach(new RowVisitor() {
        @Override public void row(RowPlace place, Map<String, Object> row)
            throws IOException {
          visitor.row(place, row);
          if (++seen[0] % BETWEEN_LOOKS == 0) tell(seen[0]);
        }

        @Override public void unreadable(RowPlace place, String reason, Exception cause)
            throws IOException {
          visitor.unreadable(place, reason, cause);
        }
      });
    };
  }

  private void tell(long seen) {
    long now = System.nanoTime();
    if (now - last < EVERY) return;
    last = now;
    err.println("… %,d rows".formatted(seen));
    err.flush();
  }
}
