package zerograd.tests.fuzz;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.models.json.JsonFiles;
import zerograd.testkit.fuzz.FuzzTarget;

/// JSON files as maps; one that was read can be written, and is then read as it was.
public final class JsonTarget implements FuzzTarget {

  private static final Path FILE = Path.of("config.json");

  @Override public boolean parse(byte[] input) {
    Map<String, Object> read;
    try {
      read = JsonFiles.parse(FILE, input);
    } catch (MalformedFileException refusal) {
      return Refusals.refused(refusal);
    }
    byte[] written = JsonFiles.bytes(read);
    byte[] again = JsonFiles.bytes(JsonFiles.parse(FILE, written));
    if (!java.util.Arrays.equals(written, again)) throw new AssertionError("written otherwise: " + read);
    return true;
  }

  @Override public List<String> words() {
    return List.of("{", "}", "[", "]", ":", ",", "\"", "\"a\":", "null", "true", "false", "1", "-", "1e5",
        "\\u0000", "\\ud800",
        "\ufeff", "/*", "//");
  }
}
