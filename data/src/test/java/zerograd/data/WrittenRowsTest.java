package zerograd.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written is what is read, in every format.
class WrittenRowsTest {

  private static final Path PYARROW = Path.of("src/test/resources/parquet");

  @TempDir
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "arrow"}) void rowsComeBackWithTheirTypes(String format)
      throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < 2345; i++) rows.add(row(i));
    Path file = folder.resolve("rows." + format);
    assertEquals(rows.size(), Rows.write(file, RowSource.of("made", rows)));
    assertEquals(rows, Rows.read(file));

    Path again = folder.resolve("again." + format);
    Rows.write(again, RowSource.of(file));
    assertEquals(-1, Files.mismatch(file, again), "the same rows give the same bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "arrow"}) void whatPyarrowWroteComesBackFromOurFile(String format)
      throws IOException {
    Path file = folder.resolve("rows." + format);
    Rows.write(file, RowSource.of(PYARROW.resolve("snappy.parquet")));
    assertEquals(Rows.read(PYARROW.resolve("snappy.parquet")), Rows.read(file));
  }

  @Test void linesComeBackWithTheirValues() throws IOException {
    Path lines = folder.resolve("rows.jsonl"), parquet = folder.resolve("rows.parquet");
    Rows.write(lines, RowSource.of("made", List.of(row(1), row(2))));
    Rows.write(parquet, RowSource.of(lines));
    assertEquals(Rows.read(lines), Rows.read(parquet));
    Path again = folder.resolve("again.jsonl");
    Rows.write(again, RowSource.of(parquet));
    assertEquals(Files.readString(lines), Files.readString(again));
  }

  @Test void bytesComeBack() throws IOException {
    for (String format : List.of("parquet", "arrow")) {
      Path file = folder.resolve("bytes." + format);
      Rows.write(file, RowSource.of("made", List.of(Map.of("b", new byte[]{0, -1, 7}))));
      assertArrayEquals(new byte[]{0, -1, 7}, (byte[]) Rows.read(file).getFirst().get("b"));
    }
  }

  @Test void numbersOfAColumnMeetInTheLargerType() throws IOException {
    Path file = folder.resolve("numbers.parquet");
    Rows.write(file, RowSource.of("made", List.of(Map.of("n", 1), Map.of("n", 1L << 40), Map.of("n", 2))));
    assertEquals(List.of(Map.of("n", 1L), Map.of("n", 1L << 40), Map.of("n", 2L)), Rows.read(file));
    Rows.write(file, RowSource.of("made", List.of(Map.of("n", 1L), Map.of("n", 0.5))));
    assertEquals(List.of(Map.of("n", 1.0), Map.of("n", 0.5)), Rows.read(file));
  }

  @Test void valuesWithoutACommonTypeAreNamedAndTheOldFileStays() throws IOException {
    Path file = folder.resolve("rows.parquet");
    Rows.write(file, RowSource.of("made", List.of(Map.of("a", 1))));
    byte[] before = Files.readAllBytes(file);
    assertEquals("users.jsonl row 2: column prompt.role is a number here and a text before",
        refused(file, List.of(Map.of("prompt", List.of(Map.of("role", "user"))),
            Map.of("prompt", List.of(Map.of("role", 0.5))))));
    assertEquals("users.jsonl row 1: column a.when is PT1S, a Duration, which has no type in a data file",
        refused(file, List.of(Map.of("a", Map.of("when", java.time.Duration.ofSeconds(1))))));
    assertEquals(
        "rows.parquet cannot be Parquet: column extra_info has no field in any row; Parquet needs at "
            + "least one",
        refused(file, List.of(Map.of("extra_info", Map.of()))));
    assertEquals("rows.parquet cannot be Parquet: its rows have no column; Parquet needs at least one",
        refused(file, List.of()));
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "arrow"}) void aTextThatIsNotUtf8IsARowThatCannotBeRead(String format)
      throws IOException {
    Path file = folder.resolve("rows." + format);
    List<Map<String, Object>> rows = new ArrayList<>();
    List<String> words = List.of("alpha", "bravo", "gecko", "delta", "hotel");   // too short to be compressed
    for (int i = 0; i < 5; i++) rows.add(Map.of("id", i, "m", List.of(Map.of("t", words.get(i)))));
    Rows.write(file, RowSource.of("made", rows));
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = text.indexOf("delta");
    assertTrue(at > 0);
    bytes[at] = (byte) 0xff;
    Files.write(file, bytes);

    String refused = assertThrows(IOException.class, () -> Rows.read(file)).getMessage();
    assertTrue(refused.startsWith("rows." + format + " row 4 is not UTF-8 in column "), refused);
    Map<String, Object> read = new TreeMap<>();
    Rows.visit(file, new RowVisitor() {
      @Override public void row(RowPlace place, Map<String, Object> row) {
        read.put(place.toString(), row.get("id"));
      }

      @Override public void unreadable(RowPlace place, String reason, Exception cause) {
        read.put(place.toString(), reason.split(" in ")[0]);
      }
    });
    assertEquals(Map.of("rows." + format + " row 1", 0, "rows." + format + " row 2", 1,
        "rows." + format + " row 3", 2, "rows." + format + " row 4", "is not UTF-8",
        "rows." + format + " row 5", 4), read);
  }

  @Test void damagedArrowFilesAreRefusedInASentence() throws IOException {
    Path file = folder.resolve("rows.arrow");
    Rows.write(file, RowSource.of("made", List.of(row(1), row(2))));
    byte[] good = Files.readAllBytes(file);
    assertTrue(good.length > 1000);
    for (int end = 8; end < good.length - 1; end += 101) {
      Path cut = Files.write(folder.resolve("cut.arrow"), Arrays.copyOf(good, end));
      String refused = assertThrows(IOException.class, () -> Rows.read(cut)).getMessage();
      assertTrue(refused.startsWith("cut.arrow is not readable as Arrow: "), refused);
    }
  }

  @Test void aFormatThatIsNotWrittenIsNamed() {
    assertEquals("rows.csv is of no format that is written; data sets end in .parquet, .arrow or .jsonl",
        refused(folder.resolve("rows.csv"), List.of()));
  }

  private String refused(Path file, List<Map<String, Object>> rows) {
    return assertThrows(IOException.class, () -> Rows.write(file, RowSource.of("users.jsonl", rows)))
        .getMessage();
  }

  /// A row as verl's data sets have them, with something absent now and then.
  private static Map<String, Object> row(int i) {
    Map<String, Object> row = new TreeMap<>();
    row.put("data_source", "made");
    row.put("prompt", i % 7 == 0
        ? List.of()
        : List.of(Map.of("content", "question " + i + " äπ🙂", "role", "user")));
    row.put("reward_model", Map.of("ground_truth", Map.of("label", "x" + i, "numbers", List.of(i, 2, 3)),
        "style", "rule"));
    row.put("extra_info",
        i % 5 == 0 ? Map.of("index", (long) i) : Map.of("index", (long) i, "split", "train"));
    row.put("tags", i % 3 == 0 ? Arrays.asList("a", null, "c") : List.of("b"));
    row.put("nested", List.of(List.of(1.5, i / 8.0), List.of()));
    if (i % 4 != 0) row.put("real", i / 3.0);
    row.put("single", i / 3f);
    row.put("flag", i % 2 == 0);
    return row;
  }
}
