package zerograd.cli.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.function.DoubleSupplier;

/// When samples are taken: one after the other, or each when it is asked for, so that two programs can take turns.
///
/// On request: `ready` is printed when all is warm; then every line on the input asks for a sample, whose seconds are printed,
/// until the input ends.
public final class Pace {

  /// One after the other.
  public static final Pace FREE = new Pace(null, null);

  private final BufferedReader requests;
  private final PrintWriter answers;

  private Pace(BufferedReader requests, PrintWriter answers) {
    this.requests = requests;
    this.answers = answers;
  }

  /// Each when a line comes in.
  public static Pace onRequest(BufferedReader requests, PrintWriter answers) {
    return new Pace(requests, answers);
  }

  /// Says that all is warm.
  void ready() { if (answers != null) say("ready"); }

  /// Waits for the time of the next sample; false if no more are wanted.
  boolean next() {
    try {
      return requests == null || requests.readLine() != null;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /// Says what a sample took.
  void took(double seconds) { if (answers != null) say("sample " + seconds); }

  /// Up to `repeats` samples, in seconds.
  double[] samples(int repeats, DoubleSupplier sample) {
    ready();
    double[] samples = new double[repeats];
    int n = 0;
    while (n < repeats && next())
      took(samples[n++] = sample.getAsDouble());
    return java.util.Arrays.copyOf(samples, n);
  }

  private void say(String line) {
    answers.println(line);
    answers.flush();
  }
}
