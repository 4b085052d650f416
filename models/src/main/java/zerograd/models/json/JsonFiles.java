package zerograd.models.json;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/// Small JSON files, such as configurations, read whole into maps and written from them, keys in order.
public final class JsonFiles {

  private JsonFiles() {}

  /// The object in `file`: strings, numbers, booleans, nulls, lists and maps.
  ///
  /// @throws IOException if the file cannot be read
  /// @throws zerograd.models.checkpoint.MalformedFileException if it is not one JSON object
  public static Map<String, Object> read(Path file) throws IOException {
    try (JsonReader reader = JsonReader.open(file)) {
      Map<String, Object> json = new LinkedHashMap<>();
      reader.object(key -> json.put(key, reader.value()));
      reader.end();
      return json;
    }
  }

  /// Writes `json` with one value a line.
  public static void write(Path file, Map<String, ?> json) throws IOException {
    Files.write(file, JsonBytes.indented(generator -> write(generator, json)));
  }

  private static void write(JsonGenerator generator, Object value) {
    switch (value) {
      case null -> generator.writeNull();
      case String text -> generator.writeString(text);
      case Boolean bool -> generator.writeBoolean(bool);
      case Integer number -> generator.writeNumber(number);
      case Long number -> generator.writeNumber(number);
      case Number number -> generator.writeNumber(number.doubleValue());
      case List<?> list -> {
        generator.writeStartArray();
        list.forEach(element -> write(generator, element));
        generator.writeEndArray();
      }
      case Map<?, ?> map -> {
        generator.writeStartObject();
        map.forEach((key, element) -> {
          generator.writeName((String) key);
          write(generator, element);
        });
        generator.writeEndObject();
      }
      default -> throw new IllegalArgumentException("JSON has no value like " + value);
    }
  }
}
