package zerograd.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import zerograd.models.train.Example;
import zerograd.models.train.ExampleEncoder;

/// Reads examples from data files; what a row may hold says [ExampleEncoder].
///
/// @param encoder makes an example of a row
/// @param maxTokens a row with more is too long
/// @param tooLong what becomes of such a row
/// @param unusable what becomes of a row that cannot be read, or holds no example
public record ExampleFiles(ExampleEncoder encoder, int maxTokens, TooLong tooLong, Unusable unusable) {

  /// What becomes of a row with too many tokens.
  public enum TooLong {
    /// Reading ends with a sentence that names it.
    REFUSE,
    /// It is passed over and counted.
    SKIP,
    /// Its first tokens are used.
    CUT
  }

  /// What becomes of a row without an example.
  public enum Unusable {
    /// Reading ends with a sentence that names it.
    REFUSE,
    /// It is passed over and counted.
    SKIP
  }

  /// The examples of all files, in order.
  ///
  /// @throws IOException if a file cannot be read, a row is refused, or no example is left, in a sentence that names file
  ///   and row and says what to do
  public ExampleSet read(List<Path> files) throws IOException {
    Reading reading = new Reading();
    for (Path file : files) Rows.visit(file, reading);
    if (reading.examples.isEmpty()) {
      throw new IOException("%s %s no example%s".formatted(
          String.join(", ", files.stream().map(file -> file.getFileName().toString()).toList()),
          files.size() == 1 ? "holds" : "hold",
          reading.firstLeftOut.isEmpty() ? "; a row is one line of JSON" : "; the first row that was left out: "
              + reading.firstLeftOut));
    }
    return new ExampleSet(reading.examples, reading.unusableRows, reading.tooLongRows, reading.cutRows,
        reading.firstLeftOut);
  }

  /// What was read so far.
  private final class Reading implements RowVisitor {
    private final List<Example> examples = new ArrayList<>();
    private int unusableRows, tooLongRows, cutRows;
    private String firstLeftOut = "";

    @Override public void row(RowPlace place, Map<String, Object> row) throws IOException {
      Example example;
      try {
        example = encoder.encode(row);
      } catch (IllegalArgumentException refused) {
        unreadable(place, refused.getMessage(), refused);
        return;
      }
      int tokens = example.ids().length;
      if (tokens <= maxTokens) examples.add(example);
      else
        tooLong(place, example, "has %,d tokens, more than %,d".formatted(tokens, maxTokens));
    }

    private void tooLong(RowPlace place, Example example, String reason) throws IOException {
      switch (tooLong) {
        case REFUSE -> throw new IOException(
            "%s %s; allow more, or let long rows be cut or skipped".formatted(place, reason));
        case SKIP -> {
          tooLongRows++;
          leftOut(place, reason);
        }
        case CUT -> {
          Example beginning = example.first(maxTokens);
          if (IntStream.range(1, maxTokens).noneMatch(t -> beginning.weights()[t] > 0)) {
            unreadable(place, reason + ", and nothing to learn in those", null);
            return;
          }
          cutRows++;
          examples.add(beginning);
        }
      }
    }

    @Override public void unreadable(RowPlace place, String reason, Exception cause) throws IOException {
      if (unusable == Unusable.REFUSE) {
        throw new IOException("%s %s; mend the row, or let unusable rows be skipped".formatted(place, reason),
            cause);
      }
      unusableRows++;
      leftOut(place, reason);
    }

    private void leftOut(RowPlace place, String reason) {
      if (firstLeftOut.isEmpty()) firstLeftOut = place + " " + reason;
    }
  }
}
