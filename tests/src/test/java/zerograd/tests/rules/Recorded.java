package zerograd.tests.rules;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What published programs said, case by case, and how often we say the same.
///
/// `-Dzerograd.rules=DIR` reads the files of these names from another folder.
final class Recorded {

  static final JsonMapper JSON = new JsonMapper();
  private static final Path ROOT = Path.of(System.getProperty("zerograd.rules", "src/test/resources/rules"));

  private Recorded() {}

  /// The cases of a file with one JSON object a line.
  static List<JsonNode> lines(String file) { return lines(ROOT.resolve(file)); }

  /// The lines of a file as JSON objects.
  static List<JsonNode> lines(Path file) {
    try {
      return Files.readAllLines(file).stream().map(JSON::readTree).toList();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// The cases of a file that is one JSON array.
  static List<JsonNode> array(String file) {
    try {
      List<JsonNode> cases = new ArrayList<>();
      JSON.readTree(Files.readString(ROOT.resolve(file))).forEach(cases::add);
      return cases;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Checks that `agrees` holds for at least the share `least` of the cases; prints how many do.
  static void compare(String what, List<JsonNode> cases, Predicate<JsonNode> agrees, double least) {
    List<String> differences = cases.stream().filter(agrees.negate()).map(JsonNode::toString).toList();
    int agree = cases.size() - differences.size();
    System.out.println(what + ": compared " + cases.size() + " cases, " + agree + " agree");
    assertTrue(!cases.isEmpty(), "no case in " + ROOT.toAbsolutePath());
    assertTrue(agree >= least * cases.size(),
        () -> agree + " of " + cases.size() + " agree, not so\n" + String.join("\n", differences));
  }

  static String text(JsonNode node, String key) { return node.get(key).asString(); }

  static <T> T option(JsonNode node, String key, Function<JsonNode, T> read, T otherwise) {
    return node.has(key) ? read.apply(node.get(key)) : otherwise;
  }
}
