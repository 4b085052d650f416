package zerograd.tests.docs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import zerograd.tests.architecture.EngineModules;

/// The list of papers is complete: every paper that the source cites is in `docs/papers.md`.
class PapersTest {

  private static final Pattern ARXIV = Pattern.compile("arXiv:(\\d{4}\\.\\d{4,5})");

  @Test void everyCitedPaperIsListed() throws IOException {
    Set<String> cited = new TreeSet<>();
    for (String module : EngineModules.NAMES) {
      try (Stream<Path> files = Files.walk(JavaPrograms.ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          cited.addAll(identifiers(Files.readString(file)));
        }
      }
    }
    assertFalse(cited.isEmpty());
    Set<String> missing = new TreeSet<>(cited);
    missing.removeAll(identifiers(Files.readString(JavaPrograms.ROOT.resolve("docs/papers.md"))));
    assertTrue(missing.isEmpty(), "docs/papers.md lacks " + missing);
  }

  private static Set<String> identifiers(String text) {
    Set<String> found = new TreeSet<>();
    Matcher matcher = ARXIV.matcher(text);
    while (matcher.find())
      found.add(matcher.group(1));
    return found;
  }
}
