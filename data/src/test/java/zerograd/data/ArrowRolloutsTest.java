package zerograd.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerograd.rl.rollout.RolloutRow;

class ArrowRolloutsTest {

  @TempDir
  Path folder;

  @Test void readingGivesBackWhatWasWritten() throws IOException {
    List<RolloutRow> rows = rows(300);
    Path file = folder.resolve("step.arrow");
    ArrowRollouts.write(file, rows);
    List<RolloutRow> read = ArrowRollouts.read(file);
    assertEquals(rows.size(), read.size());
    for (int i = 0; i < rows.size(); i++) assertSame(rows.get(i), read.get(i));
  }

  @Test void aStepWithoutRolloutsIsAnEmptyTable() throws IOException {
    Path file = folder.resolve("step.arrow");
    ArrowRollouts.write(file, List.of());
    assertEquals(List.of(), ArrowRollouts.read(file));
  }

  @Test void theSameRowsGiveTheSameBytes() throws IOException {
    ArrowRollouts.write(folder.resolve("a.arrow"), rows(50));
    ArrowRollouts.write(folder.resolve("b.arrow"), rows(700));
    ArrowRollouts.write(folder.resolve("b.arrow"), rows(50));
    assertEquals(-1, Files.mismatch(folder.resolve("a.arrow"), folder.resolve("b.arrow")));
  }

  @Test void aFileIsReplacedWholeOrNotAtAll() throws IOException {
    Path file = folder.resolve("step.arrow");
    ArrowRollouts.write(file, rows(3));
    byte[] before = Files.readAllBytes(file);
    List<RolloutRow> broken = Arrays.asList(rows(1).getFirst(), null);
    assertThrows(NullPointerException.class, () -> ArrowRollouts.write(file, broken));
    assertArrayEquals(before, Files.readAllBytes(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test void refusesAFileThatIsNotRollouts() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.arrow"),
        "these are no rollouts, but long enough to look");
    String refused = assertThrows(IOException.class, () -> ArrowRollouts.read(file)).getMessage();
    assertTrue(refused.startsWith("notes.arrow is not readable as rollouts: "), refused);
  }

  private static List<RolloutRow> rows(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new RolloutRow(7, i / 8, i % 8, "prompt " + i / 8, "äπ🙂 " + "x".repeat(i),
            IntStream.range(0, i % 5).toArray(), IntStream.range(0, i).map(k -> -k).toArray(), logProbs(i),
            i / 3.0, -i / 7.0,
            i % 2 == 0 ? "" : "{\"answer\": " + i + "}", i % 3 == 0 ? "length" : "stop", "finished"))
        .toList();
  }

  private static float[] logProbs(int count) {
    float[] logProbs = new float[count];
    for (int i = 0; i < count; i++) logProbs[i] = -i / 3f;
    return logProbs;
  }

  private static void assertSame(RolloutRow expected, RolloutRow actual) {
    assertArrayEquals(expected.promptIds(), actual.promptIds());
    assertArrayEquals(expected.responseIds(), actual.responseIds());
    assertArrayEquals(expected.logProbs(), actual.logProbs());
    assertEquals(withoutArrays(expected), withoutArrays(actual));
  }

  private static RolloutRow withoutArrays(RolloutRow row) {
    return new RolloutRow(row.step(), row.group(), row.sample(), row.prompt(), row.response(), NO_IDS, NO_IDS,
        NO_LOG_PROBS,
        row.reward(), row.advantage(), row.groundTruth(), row.finishReason(), row.rewardEnding());
  }

  private static final int[] NO_IDS = {};
  private static final float[] NO_LOG_PROBS = {};
}
