package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zerograd.cli.Main;
import zerograd.rl.puzzle.PromptTemplate;
import zerograd.rl.puzzle.PuzzleRow;

/// `data knights-and-knaves`.
class DataCommandTest {

  private static final String[] WORDS = {"data", "knights-and-knaves", "--people", "3", "--count", "12",
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
}
