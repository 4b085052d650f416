package zerograd.rl.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerFileTest {

  @TempDir
  Path folder;

  private static final Map<String, Object> SETTINGS = Map.of("seed", 1, "temperature", 0.6);

  private static Answered answered(int id) {
    return new Answered(String.valueOf(id), "äπ🙂 " + id + "\n?", "Q", Map.of("label", "1"),
        Map.of("level", 3),
        List.of(new Answered.Answer("<think>…\u2028", "4", 1, true, 12, "stop_token"),
            new Answered.Answer("", "", -0.5, false, 99, "length")));
  }

  private AnswerFile open() throws IOException { return AnswerFile.open(folder, "exam", SETTINGS); }

  @Test void whatWasAddedIsThereAgain() throws IOException {
    try (AnswerFile file = open()) {
      file.add(List.of(answered(0), answered(1)));
    }
    try (AnswerFile file = open()) {
      assertEquals(List.of(answered(0), answered(1)), file.answers());
      file.add(List.of(answered(2)));
    }
    assertEquals(List.of(answered(0), answered(1), answered(2)),
        AnswerFile.read(folder.resolve("exam.jsonl")));
  }

  @Test void halfALineIsCutOff() throws IOException {
    try (AnswerFile file = open()) {
      file.add(List.of(answered(0)));
    }
    byte[] whole = Files.readAllBytes(folder.resolve("exam.jsonl"));
    Files.writeString(folder.resolve("exam.jsonl"), "{\"idx\":\"1\",\"ques", StandardOpenOption.APPEND);
    try (AnswerFile file = open()) {
      assertEquals(1, file.answers().size());
    }
    assertEquals(whole.length, Files.size(folder.resolve("exam.jsonl")));
  }

  @Test void aBrokenRowInTheMiddleIsNamed() throws IOException {
    try (AnswerFile file = open()) {
      file.add(List.of(answered(0), answered(1)));
    }
    Path path = folder.resolve("exam.jsonl");
    Files.writeString(path, Files.readString(path).replaceFirst("\"pred\"", "\"prod\""));
    assertTrue(assertThrows(IOException.class, this::open).getMessage().contains("row 0 is broken"));
  }

  @Test void otherSettingsAreRefused() throws IOException {
    try (AnswerFile file = open()) {
      file.add(List.of(answered(0)));
    }
    String refused = assertThrows(IllegalArgumentException.class,
        () -> AnswerFile.open(folder, "exam", Map.of("seed", 2, "temperature", 0.6))).getMessage();
    assertTrue(refused.contains("has answers with seed = 1, not 2"), refused);
  }

  @Test void twoCannotWriteAtOnce() throws IOException {
    try (AnswerFile first = open()) {
      assertEquals(List.of(), first.answers());
      assertTrue(assertThrows(IOException.class, this::open).getMessage().contains("is in use"));
    }
  }
}
