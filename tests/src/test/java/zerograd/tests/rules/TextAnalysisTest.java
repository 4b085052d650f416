package zerograd.tests.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zerograd.rl.analysis.Boxed;
import zerograd.rl.analysis.Language;
import zerograd.rl.analysis.Repetition;
import zerograd.rl.analysis.WordList;
import zerograd.tests.Fixtures;

/// The measures of texts against what the published programs found in the same texts.
///
/// `-Dzerograd.rules=DIR` reads the findings from another folder. Most are about answers of a real model, which the project does
/// not contain (`math_cot_100.jsonl`); where that file is absent they are not compared.
class TextAnalysisTest {

  private static final Path ROOT = Path.of(System.getProperty("zerograd.rules", "src/test/resources/rules"));
  private static final JsonMapper JSON = new JsonMapper();

  @Test void everyRecordedFindingIsOurs() throws IOException {
    Optional<Path> answers = Fixtures.data("math_eval/math_cot_100.jsonl");
    List<String> rows = answers.isPresent() ? Files.readAllLines(answers.get()) : List.of();
    int compared = 0;
    List<String> differences = new ArrayList<>();
    for (String line : Files.readAllLines(ROOT.resolve("text_analysis.jsonl"))) {
      JsonNode finding = JSON.readTree(line);
      int row = finding.get("row").asInt();
      if (row >= rows.size()) continue;
      String text = row < 0
          ? finding.get("text").asString()
          : JSON.readTree(rows.get(row)).get("code").get(finding.get("sample").asInt()).asString();
      compared++;
      if (!agrees(finding, text)) differences.add(line);
    }
    System.out.println("compared " + compared + " cases, " + (compared - differences.size()) + " agree");
    assertTrue(compared > 0, "no case in " + ROOT.toAbsolutePath());
    assertEquals(List.of(), differences);
  }

  private static boolean agrees(JsonNode finding, String text) {
    boolean same = finding.get("is_repeat").asBoolean() == Repetition.isRepeat(text)
        && finding.get("language").asString().equals(Language.hasChinese(text) ? "zh" : "en");
    if (!finding.has("aha_hits")) return same;
    return same && finding.get("zoo_keyword_count").asInt() == WordList.zoo().occurrences(text)
        && finding.get("has_boxed").asBoolean() == Boxed.isIn(text)
        && words(finding.get("aha_hits")).equals(new TreeSet<>(WordList.aha().in(text)))
        && words(finding.get("oat_hits")).equals(new TreeSet<>(WordList.understandingR1Zero().in(text)));
  }

  private static TreeSet<String> words(JsonNode array) {
    TreeSet<String> words = new TreeSet<>();
    array.forEach(word -> words.add(word.asString()));
    return words;
  }

  private static final Pattern COUNT = Pattern.compile("\\| Mixed \\(English & Chinese\\) \\| (\\d+) \\|");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| \\d+ \\| ");

  /// DeepEnlighten's file lists the texts that it counted as mixed.
  @Test void asManyTextsAreMixedAsWereCounted() throws IOException {
    Optional<Path> file = Fixtures.data("text/deepenlighten_language_mixing.txt");
    assumeTrue(file.isPresent(), "the file of mixed texts is not here");
    String all = Files.readString(file.get());
    List<Integer> counted = COUNT.matcher(all).results().map(found -> Integer.valueOf(found.group(1)))
        .toList();
    String[] lists = all.split("## Mixed Texts in `model_(think|answer)`\n");
    int compared = 0, agree = 0;
    List<Integer> listed = new ArrayList<>();
    for (int part = 1; part < lists.length; part++) {
      List<Integer> starts = ROW.matcher(lists[part]).results().map(MatchResult::end).toList();
      listed.add(starts.size());
      for (int i = 0; i < starts.size(); i++) {
        int end = i + 1 < starts.size()
            ? lists[part].lastIndexOf('\n', starts.get(i + 1))
            : lists[part].length();
        compared++;
        if (Language.of(lists[part].substring(starts.get(i), end)) == Language.MIXED) agree++;
      }
    }
    System.out.println("compared " + compared + " cases, " + agree + " agree");
    assertEquals(counted, listed);
    assertEquals(compared, agree);
  }
}
