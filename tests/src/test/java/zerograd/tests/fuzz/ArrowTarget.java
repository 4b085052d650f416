package zerograd.tests.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import zerograd.data.ArrowRollouts;
import zerograd.data.Rows;
import zerograd.testkit.fuzz.FuzzTarget;

/// An Arrow file or stream, as the rollouts of a step and as a data set. The format is read by a library; what it stumbles over must come out as a
/// refusal.
public final class ArrowTarget implements FuzzTarget {

  private final Scratch scratch = Scratch.make();

  @Override public boolean parse(byte[] input) throws Exception {
    Path file = scratch.file("step-00001.arrow", input);
    boolean isRollouts = reads(() -> ArrowRollouts.read(file));
    return reads(() -> Rows.read(file)) || isRollouts;
  }

  private static boolean reads(Callable<List<?>> reading) throws Exception {
    try {
      reading.call();
      return true;
    } catch (IOException refusal) {
      return Refusals.refused(refusal);
    }
  }

  /// The library allocates what the file asks for; what is not there is refused.
  @Override public long bytes() { return Long.MAX_VALUE; }

  @Override public List<String> words() {
    return List.of("ARROW1", "ARROW1\0\0", "\u00ff\u00ff\u00ff\u00ff");
  }
}
