package zerograd.tests.docs;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import zerograd.cli.Main;

/// The code in README and docs works: Java blocks are whole programs and run, commands are ones that exist.
class CodeBlocksTest {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(java|sh)\\n(.*?)^```$");

  /// A block of code and where it stands.
  record Block(String language, String code, String place) {
    @Override public String toString() { return place; }
  }

  static List<Block> blocks(String language) throws IOException {
    List<Path> files = new ArrayList<>(
        List.of(JavaPrograms.ROOT.resolve("README.md"), JavaPrograms.ROOT.resolve("CONTRIBUTING.md")));
    try (Stream<Path> docs = Files.walk(JavaPrograms.ROOT.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
    }
    List<Block> found = new ArrayList<>();
    for (Path file : files) {
      Matcher matcher = BLOCK.matcher(Files.readString(file));
      while (matcher.find()) {
        String place = file.getFileName() + ", block " + (found.size() + 1);
        if (matcher.group(1).equals(language)) found.add(new Block(language, matcher.group(2), place));
      }
    }
    return found;
  }

  static List<Block> programs() throws IOException { return blocks("java"); }

  static List<String> commands() throws IOException {
    return blocks("sh").stream().flatMap(block -> block.code().lines()).map(String::strip)
        .filter(line -> line.startsWith("./zerograd ")).toList();
  }

  @ParameterizedTest
  @MethodSource("programs") void aJavaBlockIsAProgramThatRuns(Block block) throws IOException {
    Path folder = Files.createTempDirectory("block");
    Path source = Files.writeString(folder.resolve("Block.java"), block.code());
    JavaPrograms.Outcome outcome = JavaPrograms.run(source);
    assertEquals(0, outcome.status(), outcome.output());
    assertTrue(!outcome.output().isBlank(), block + " printed nothing");
  }

  @ParameterizedTest
  @MethodSource("commands") void aCommandIsOneThatExists(String line) {
    String[] words = line.replaceAll("\\s+#.*", "").split("\\s+(?=([^\"]*\"[^\"]*\")*[^\"]*$)");
    String[] arguments = Stream.of(words).skip(1).map(word -> word.replace("\"", "")).toArray(String[]::new);
    assertDoesNotThrow(
        () -> new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments),
        line);
  }
}
