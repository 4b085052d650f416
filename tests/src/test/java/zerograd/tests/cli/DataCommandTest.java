package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zerograd.cli.Main;
import zerograd.data.Rows;
import zerograd.rl.dataset.DataRow;
import zerograd.rl.puzzle.PromptTemplate;
import zerograd.rl.puzzle.PuzzleRow;

/// `data make`, `data convert` and `data show`.
class DataCommandTest {

  private static final String[] WORDS = {"data", "make", "knights-and-knaves", "--people", "3", "--count",
      "12",
      "--seed",
      "1234"};

  @Test void aPuzzleIsALine() {
    JsonMapper json = new JsonMapper();
    List<JsonNode> lines = Zerograd.printed(WORDS).lines().map(json::readTree).toList();
    List<PuzzleRow> rows = PuzzleRow.rows(1234, 3, 12);
    assertEquals(rows.size(), lines.size());
    for (int i = 0; i < rows.size(); i++) {
      String columns = json.writeValueAsString(rows.get(i).columns(PromptTemplate.QWEN_INSTRUCT, "train", i));
      assertEquals(json.readTree(columns), lines.get(i), "line " + i);
    }
    assertEquals("Penelope is a knave, David is a knave, and Zoey is a knight.",
        lines.getFirst().get("solution_text").asString());
  }

  @Test void theSameSeedGivesTheSamePuzzles() {
    assertEquals(Zerograd.printed(WORDS), Zerograd.printed(WORDS));
    String[] other = WORDS.clone();
    other[other.length - 1] = "1235";
    assertFalse(Zerograd.printed(WORDS).equals(Zerograd.printed(other)));
  }

  @Test void aFileGetsTheSameLines(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("puzzles.jsonl");
    String[] words = java.util.Arrays.copyOf(WORDS, WORDS.length + 2);
    words[WORDS.length] = "--out";
    words[WORDS.length + 1] = file.toString();
    assertEquals("", Zerograd.printed(words));
    assertEquals(Zerograd.printed(WORDS), Files.readString(file));

    words[WORDS.length + 1] = folder.resolve("no/such/folder/puzzles.jsonl").toString();
    String sentence = Zerograd.refusal(Main.FAILED, words);
    assertTrue(sentence.contains("puzzles.jsonl") && sentence.contains("there is no"), sentence);
  }

  @Test void everyDataSetIsMadeInVerlsSchemaInEveryFormat(@TempDir Path folder) throws IOException {
    Path stories = folder.resolve("stories.jsonl"), problems = folder.resolve("problems.jsonl");
    Files.writeString(stories,
        """
            {"context": "Kai fell.", "question": "How is Kai?", "answerA": "hurt", "answerB": "glad", "answerC": "rich", "label": "1"}
            """);
    Files.writeString(problems,
        """
            {"problem": "What is $1 + 1$?", "solution": "It is $\\\\boxed{2}$.", "level": "Level 3", "type": "Algebra"}
            {"question": "How many?", "answer": "Four.\\n#### 4"}
            """);
    String[][] sets = {{"knights-and-knaves", "--people", "2", "--count", "4", "--perturb", "flipped-roles"},
        {"knights-and-knaves", "--people", "3", "--count", "4", "--flaw", "wrong-answer", "--template",
            "base"},
        {"social-iqa", stories.toString(), "--template", "llama-instruct"},
        {"math", problems.toString(), "--tier", "hard"},
        {"math", problems.toString(), "--tier", "easy", "--template", "abel"},
        {"digit-completion", "--part", "test"}, {"countdown", "--count", "4", "--operands", "3"},
        {"arithmetic", "--count", "4", "--to-level", "5"}, {"stories", "--count", "4", "--level", "3"}};
    int[] rows = {4, 4, 1, 1, 1, 200, 4, 4, 4};
    for (int i = 0; i < sets.length; i++) {
      List<Map<String, Object>> first = null;
      for (String format : List.of("parquet", "arrow", "jsonl")) {
        Path file = folder.resolve("made-" + i + "." + format);
        Zerograd
            .printed(words(List.of("data", "make"), sets[i], "--out", file.toString(), "--split", "test"));
        List<Map<String, Object>> made = Rows.read(file);
        assertEquals(rows[i], made.size(), file.toString());
        for (Map<String, Object> row : made) {
          assertTrue(!DataRow.of(row).text().isEmpty());
          assertEquals("test", ((Map<?, ?>) row.get("extra_info")).get("split"));
        }
        if (first == null) first = made;
        assertEquals(first, made, file.toString());
      }
    }
  }

  @Test void convertingThereAndBackChangesNothing(@TempDir Path folder) throws IOException {
    Path lines = folder.resolve("a.jsonl"), parquet = folder.resolve("b.parquet"),
        arrow = folder.resolve("c.arrow"), again = folder.resolve("d.jsonl");
    Zerograd.printed("data", "make", "stories", "--count", "7", "--out", lines.toString());
    Zerograd.printed("data", "convert", lines.toString(), parquet.toString());
    Zerograd.printed("data", "convert", parquet.toString(), arrow.toString());
    Zerograd.printed("data", "convert", arrow.toString(), again.toString());
    assertEquals(Files.readString(lines), Files.readString(again));
    String sentence = Zerograd.refusal(Main.FAILED, "data", "convert", lines.toString(), lines.toString());
    assertTrue(sentence.contains("read and written at once"), sentence);
  }

  @Test void rowsThatCannotBeReadStopTheConversionOrAreNamedAndLeftOut(@TempDir Path folder)
      throws IOException {
    Path in = folder.resolve("in.jsonl"), out = folder.resolve("out.parquet");
    Files.write(in,
        "{\"a\": 1}\n{\"a\": \n{\"a\": \"\u00ff\"}\n{\"a\": 2}\n".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals("in.jsonl line 2 needs to be a JSON object, got {\"a\": ",
        Zerograd.refusal(Main.FAILED, "data", "convert", in.toString(), out.toString()));
    assertFalse(Files.exists(out));
    Zerograd run = Zerograd.run("data", "convert", in.toString(), out.toString(), "--skip-unreadable");
    assertEquals(0, run.status(), run.err());
    assertTrue(run.err().contains("left out: in.jsonl line 2 needs to be a JSON object"), run.err());
    assertTrue(run.err().contains("left out: in.jsonl line 3 is not UTF-8"), run.err());
    assertTrue(run.err().contains("wrote 2 rows"), run.err());
    assertEquals(List.of(Map.of("a", 1L), Map.of("a", 2L)), Rows.read(out));
  }

  @Test void aRawRowThatDoesNotFitIsNamed(@TempDir Path folder) throws IOException {
    Path in = Files.writeString(folder.resolve("raw.jsonl"), "{\"context\": \"Kai fell.\"}\n");
    assertEquals("raw.jsonl line 1 has no column question",
        Zerograd.refusal(Main.FAILED, "data", "make", "social-iqa", in.toString()));
    assertEquals("raw.jsonl line 1 has no column question",
        Zerograd.refusal(Main.FAILED, "data", "make", "math", in.toString()));
  }

  @Test void showSaysWhatAFileHasAndWhatItLacks(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("rows.parquet");
    Zerograd.printed("data", "make", "digit-completion", "--out", file.toString());
    String shown = Zerograd.printed("data", "show", file.toString(), "--from", "40", "--rows", "2");
    for (String part : List.of("1,000 rows, 5 columns",
        "prompt        list<struct<content: text, role: text>>",
        "data sources: digit_completion (1,000)", "prompts: 7 to 7 characters", "every row has a prompt",
        "row 41\n", "user: 0,4:9,0")) {
      assertTrue(shown.contains(part), part + " in " + shown);
    }
    Path odd = Files.writeString(folder.resolve("odd.jsonl"),
        "{\"prompt\": \"\"}\n{\"x\": [1, {\"y\": true}]}\n");
    String lacking = Zerograd.printed("data", "show", odd.toString(), "--rows", "0");
    assertTrue(
        lacking.contains("2 rows cannot be trained on by reward; the first: odd.jsonl line 1 has no column "
            + "reward_model"),
        lacking);
    assertEquals("{\"prompt\":\"\"}\n", Zerograd.printed("data", "show", odd.toString(), "--json"));
  }

  private static String[] words(List<String> first, String[] then, String... last) {
    List<String> words = new ArrayList<>(first);
    words.addAll(List.of(then));
    words.addAll(List.of(last));
    return words.toArray(new String[0]);
  }
}
