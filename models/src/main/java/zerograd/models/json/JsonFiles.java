package zerograd.models.json;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/// Small JSON files, such as configurations, read whole into maps and written from them, keys in order.
public final class JsonFiles {

  private JsonFiles() {}

  /// All of `file`.
  ///
  /// @throws IOException if it cannot be read
  /// @throws zerograd.models.checkpoint.MalformedFileException if it is larger than any that belongs to a model
  public static byte[] bytes(Path file) throws IOException { return JsonReader.bytes(file); }

  /// As [#bytes], piece by piece.
  public static InputStream open(Path file) throws IOException { return JsonReader.stream(file); }

  /// The object in `file`: strings, numbers, booleans, nulls, lists and maps.
  ///
  /// @throws IOException if the file cannot be read
  /// @throws zerograd.models.checkpoint.MalformedFileException if it is not one JSON object
  public static Map<String, Object> read(Path file) throws IOException {
    return parse(file, JsonReader.bytes(file));
  }

  /// The object that `bytes` are; `file` is where they come from, for error messages.
  ///
  /// @throws zerograd.models.checkpoint.MalformedFileException if they are not one JSON object
  public static Map<String, Object> parse(Path file, byte[] bytes) {
    try (JsonReader reader = JsonReader.of(file, 0, bytes)) {
      Map<String, Object> json = new LinkedHashMap<>();
      reader.object(key -> json.put(key, reader.value()));
      reader.end();
      return json;
    }
  }

  /// Writes `json` with one value a line.
  public static void write(Path file, Map<String, ?> json) throws IOException {
    Files.write(file, bytes(json));
  }

  /// `json` as text in UTF-8, one value a line.
  public static byte[] bytes(Map<String, ?> json) {
    return JsonBytes.indented(generator -> write(generator, json));
  }

  /// `json` as a single line of text in UTF-8, without a line feed.
  public static byte[] line(Map<String, ?> json) {
    return JsonBytes.compact(generator -> write(generator, json));
  }

  /// Writes one value of the kinds that [#read] gives.
  ///
  /// @throws IllegalArgumentException if it is something else
  public static void write(JsonGenerator generator, Object value) {
    switch (value) {
      case null -> generator.writeNull();
      case String text -> generator.writeString(text);
      case Boolean bool -> generator.writeBoolean(bool);
      case Integer number -> generator.writeNumber(number);
      case Long number -> generator.writeNumber(number);
      case Number number when Double.isFinite(number.doubleValue()) ->
        generator.writeNumber(number.doubleValue());
      case Number _ -> generator.writeNull();                // JSON has no NaN and no infinity
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
