package zerograd.tests.fuzz;

import java.io.IOException;
import java.util.List;
import zerograd.data.Rows;
import zerograd.testkit.fuzz.FuzzTarget;

/// A data set in JSON Lines; an input that begins with a bracket is a document.
public final class JsonLinesTarget implements FuzzTarget {

  private final Scratch scratch = Scratch.make();

  @Override public boolean parse(byte[] input) {
    try {
      boolean isDocument = input.length > 0 && input[0] == '[';
      Rows.read(scratch.file(isDocument ? "rows.json" : "rows.jsonl", input));
      return true;
    } catch (IOException refusal) {
      return Refusals.refused(refusal);
    }
  }

  @Override public List<String> words() {
    return List.of("{\"a\":1}\n", "\n", "\r\n", "null", "[null]", "{", "}", "[", "]", "\"", ":", ",",
        "\\u0000", "\u2028", "\u0085");
  }
}
