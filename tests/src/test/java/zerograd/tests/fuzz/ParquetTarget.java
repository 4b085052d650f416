package zerograd.tests.fuzz;

import java.io.IOException;
import java.util.List;
import zerograd.data.Rows;
import zerograd.testkit.fuzz.FuzzTarget;

/// A data set in Parquet. The format is read by a library; what it stumbles over must come out as a refusal.
public final class ParquetTarget implements FuzzTarget {

  private final Scratch scratch = Scratch.make();

  @Override public boolean parse(byte[] input) {
    try {
      Rows.forEach(scratch.file("rows.parquet", input), _ -> {
      });
      return true;
    } catch (IOException refusal) {
      return Refusals.refused(refusal);
    }
  }

  /// The library allocates what the file asks for; what is not there is refused.
  @Override public long bytes() { return Long.MAX_VALUE; }

  @Override public List<String> words() { return List.of("PAR1", "PARE"); }
}
