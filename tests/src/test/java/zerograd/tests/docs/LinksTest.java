package zerograd.tests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The links in README and docs lead somewhere: to a file that is there and, where their text names a method
/// of it, to one it has.
class LinksTest {

  private static final Pattern LINK = Pattern.compile("\\[([^\\]\\n]*)\\]\\(([^)\\s]+)\\)");
  private static final Pattern METHOD = Pattern.compile("`\\w+\\.(\\w+)`");

  @Test void everyLinkLeadsToWhatItNames() throws IOException {
    List<String> dead = new ArrayList<>();
    int links = 0;
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        if (link.group(2).contains("://") || link.group(2).startsWith("#")) continue;
        links++;
        Path target = page.resolveSibling(link.group(2).replaceAll("#.*", ""));
        if (!leadsTo(target, link.group(1))) dead.add(page.getFileName() + ": " + link.group());
      }
    }
    assertFalse(links == 0, "the docs have no links");
    assertEquals(List.of(), dead);
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(JavaPrograms.ROOT);
        Stream<Path> docs = Files.walk(JavaPrograms.ROOT.resolve("docs"))) {
      return Stream.concat(top, docs).filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  private static boolean leadsTo(Path target, String text) throws IOException {
    Matcher method = METHOD.matcher(text);
    if (!Files.exists(target)) return false;
    return !method.matches() || Files.readString(target).contains(" " + method.group(1) + "(");
  }
}
