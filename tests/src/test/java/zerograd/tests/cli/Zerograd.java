package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import zerograd.cli.Main;

/// What a command line came to.
///
/// @param status the exit status
/// @param out what it wrote to standard output
/// @param err what it wrote to standard error
record Zerograd(int status, String out, String err) {

  /// The longest sentence that is still one to read.
  private static final int READABLE = 400;

  /// Runs a command line in this JVM.
  static Zerograd run(String... words) {
    StringWriter out = new StringWriter(), err = new StringWriter();
    int status = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
    return new Zerograd(status, out.toString(), err.toString());
  }

  /// Runs a command line that must succeed; returns what it printed.
  static String printed(String... words) {
    Zerograd run = run(words);
    assertEquals(0, run.status, () -> String.join(" ", words) + " ended with: " + run.err);
    return run.out;
  }

  /// The one JSON object that a command prints.
  static Map<String, Object> json(String... words) {
    return new JsonMapper().readValue(printed(words), new TypeReference<Map<String, Object>>() {
    });
  }

  /// Runs a command line that must fail with `status` and one sentence; returns the sentence.
  static String refusal(int status, String... words) {
    Zerograd run = run(words);
    String shown = String.join(" ", words) + " says: " + run.err;
    assertEquals(status, run.status, shown);
    return sentence(run.err, shown);
  }

  /// The sentence in `err`: a line that begins with `zerograd: ` and shows nothing of the program's inside.
  static String sentence(String err, String shown) {
    List<String> lines = err.lines().toList();
    assertEquals(1, lines.size(), shown);
    String line = lines.getFirst();
    assertTrue(line.startsWith("zerograd: ") && line.length() < READABLE, shown);
    for (String inside : List.of("Exception", "java.", "mistake in Zerograd")) {
      assertFalse(line.contains(inside), shown);
    }
    return line.substring("zerograd: ".length());
  }
}
