package zerograd.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// JSON Lines: one JSON object a line, UTF-8; empty lines are passed over. What rows look like: [Rows].
public final class JsonLines {

  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final TypeReference<LinkedHashMap<String, Object>> ROW = new TypeReference<>() {
  };

  private JsonLines() {}

  /// All rows of `file`; errors as [#forEach].
  public static List<Map<String, Object>> read(Path file) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    forEach(file, rows::add);
    return rows;
  }

  /// Gives `use` one row after the other.
  ///
  /// @throws IOException if the file cannot be read or a line is not a JSON object, with a sentence that
  ///     names file and line
  public static void forEach(Path file, Consumer<Map<String, Object>> use) throws IOException {
    int number = 0;
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) use.accept(row(file, number, line));
      }
    } catch (NoSuchFileException missing) {
      throw new IOException(file + " does not exist", missing);
    } catch (CharacterCodingException broken) {
      throw new IOException(file.getFileName() + " is not UTF-8 after line " + number, broken);
    }
  }

  private static Map<String, Object> row(Path file, int number, String line) throws IOException {
    try {
      Map<String, Object> row = JSON.readValue(line, ROW);
      if (row == null)
        throw new IOException(file.getFileName() + " line " + number + ": needs a JSON object, got null");
      dropNulls(row);
      return row;
    } catch (JacksonException broken) {
      throw new IOException(file.getFileName() + " line " + number + ": needs a JSON object, got "
          + (line.length() <= 60 ? line : line.substring(0, 60) + " …"), broken);
    }
  }

  private static void dropNulls(Object value) {
    switch (value) {
      case Map<?, ?> struct -> {
        for (Iterator<?> values = struct.values().iterator(); values.hasNext();) {
          Object inner = values.next();
          if (inner == null) values.remove();
          else
            dropNulls(inner);
        }
      }
      case List<?> list -> list.stream().filter(element -> element != null).forEach(JsonLines::dropNulls);
      default -> {
      }
    }
  }
}
