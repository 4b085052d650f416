package zerograd.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The files are pyarrow's: one table of 40 rows with nulls, empty lists, structs in lists and lists in
/// lists, written in several ways; `rows.jsonl` is what pyarrow reads from them.
class ParquetRowsTest {

  private static final Path FILES = Path.of("src/test/resources/parquet");

  @TempDir
  Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"none", "snappy", "zstd", "gzip", "lz4", "pages_v2",
      "item_lists"}) void rowsAreWhatPyarrowReads(String file) throws IOException {
    List<Map<String, Object>> expected = Rows.read(FILES.resolve("rows.jsonl"));
    List<Map<String, Object>> rows = Rows.read(FILES.resolve(file + ".parquet"));
    assertEquals(40, rows.size());
    for (int i = 0; i < 40; i++) assertEquals(plain(expected.get(i)), plain(rows.get(i)), "row " + i);
  }

  @Test void valuesHaveTheirJavaTypes() throws IOException {
    Map<String, Object> row = Rows.read(FILES.resolve("snappy.parquet")).get(1);
    assertEquals((1L << 40) + 1, row.get("big"));
    assertEquals(-19, row.get("small"));
    assertEquals(List.of(0.25f, -0.125f), row.get("scores"));
    assertEquals(1 / 3.0, row.get("real"));
    assertEquals(false, row.get("flag"));
    assertEquals("system 1 äπ🙂", ((Map<?, ?>) ((List<?>) row.get("prompt")).getFirst()).get("content"));
  }

  @Test void nullsHaveNoEntryButStayInLists() throws IOException {
    List<Map<String, Object>> rows = Rows.read(FILES.resolve("snappy.parquet"));
    assertTrue(!rows.get(3).containsKey("prompt") && rows.get(5).get("prompt").equals(List.of()));
    assertEquals(Arrays.asList("t0", "t1", "t2"), ((Map<?, ?>) rows.get(7).get("extra_info")).get("tags"));
    assertEquals(Arrays.asList("t0", null, "t2"), ((Map<?, ?>) rows.get(11).get("extra_info")).get("tags"));
  }

  @Test void specialKindsOfValues() throws IOException {
    Map<String, Object> row = Rows.read(FILES.resolve("kinds.parquet")).getFirst();
    assertEquals(new BigDecimal("12.50"), row.get("decimal"));
    assertArrayEquals(new byte[]{0, -1}, (byte[]) row.get("bytes"));
    assertEquals(1, row.get("day"));
    assertEquals(Map.of("a", 1L, "b", 2L), row.get("counts"));
  }

  @Test void olderListsOfTwoLevelsAreLists() {
    MessageType schema = MessageTypeParser.parseMessageType("""
        message old {
          optional group a (LIST) { repeated int32 array; }
          optional group b (LIST) { repeated group b_tuple { required int32 x; } }
          optional group c (LIST) { repeated group entry { required int32 x; required int32 y; } }
          repeated int32 d;
        }""");
    Group group = new SimpleGroup(schema);
    Group a = group.addGroup("a");
    a.add("array", 1);
    a.add("array", 2);
    group.addGroup("b").addGroup("b_tuple").add("x", 3);
    group.addGroup("c").addGroup("entry").append("x", 4).append("y", 5);
    group.add("d", 6);
    assertEquals(
        Map.of("a", List.of(1, 2), "b", List.of(Map.of("x", 3)), "c", List.of(Map.of("x", 4, "y", 5)), "d",
            List.of(6)),
        ParquetValues.struct(group));
  }

  @Test void anUnreadableCodecIsNamed() {
    assertEquals(
        "brotli.parquet is not readable as Parquet: its pages are compressed with BROTLI; readable are SNAPPY, GZIP, "
            + "ZSTD, LZ4_RAW and none",
        refused(FILES.resolve("brotli.parquet")));
  }

  @Test void damagedFilesAreRefusedInASentenceWithTheirName() throws IOException {
    byte[] good = Files.readAllBytes(FILES.resolve("snappy.parquet"));
    int refused = 0;
    for (int end = 0; end < good.length; end += 257) {
      Path cut = Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(good, end));
      assertTrue(refused(cut).startsWith("cut.parquet is not readable as Parquet: "));
      refused++;
    }
    assertTrue(refused > 10);
  }

  @Test void flippedBitsNeverEscapeAsAnythingButIOException() throws IOException {
    byte[] good = Files.readAllBytes(FILES.resolve("none.parquet"));
    int refused = 0;
    for (int at = 0; at < good.length; at += 97) {
      byte[] bad = good.clone();
      bad[at] ^= 0x55;
      try {
        Rows.read(Files.write(folder.resolve("bad.parquet"), bad));
      } catch (IOException e) {
        refused++;
      }
    }
    assertTrue(refused > 10, refused + " files refused");
  }

  @Test void refusesFilesThatAreMissingOrOfNoKnownFormat() {
    assertEquals("nowhere.parquet does not exist or is not a file", refused(Path.of("nowhere.parquet")));
    assertEquals("rows.csv is of no known format; data sets end in .parquet, .arrow, .jsonl or .json",
        refused(Path.of("rows.csv")));
  }

  private static String refused(Path file) {
    return assertThrows(IOException.class, () -> Rows.read(file)).getMessage();
  }

  /// JSON knows one kind of whole number and one kind of real number.
  private static Object plain(Object value) {
    return switch (value) {
      case Integer number -> number.longValue();
      case Float number -> number.doubleValue();
      case List<?> list -> {
        List<Object> plain = new ArrayList<>();
        for (Object element : list) plain.add(plain(element));
        yield plain;
      }
      case Map<?, ?> map -> {
        Map<Object, Object> plain = new LinkedHashMap<>();
        map.forEach((key, inner) -> plain.put(key, plain(inner)));
        yield plain;
      }
      case null, default -> value;
    };
  }
}
