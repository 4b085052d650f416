package zerograd.models.json;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import zerograd.models.checkpoint.MalformedFileException;

/// Walks through one JSON value, front to back, without building a tree; tokenizer files have half a million
/// strings.
///
/// The reader stands on the first token of a value. Each method below consumes that value or refuses it with
/// a [MalformedFileException] that has file, byte offset and the path of the value.
public final class JsonReader implements AutoCloseable {

  private static final JsonFactory FACTORY = new JsonFactory();

  /// Keeps no table of the names it has seen, which for a vocabulary is larger than the vocabulary.
  private static final JsonFactory MANY_NAMES = JsonFactory.builder()
      .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES).build();

  /*
   * Jackson's own limits hold too: 500 levels, 20 million characters of a text, 50,000 of a name, 1,000 of a number. It would
   * guess UTF-16 and UTF-32 from zeros at the beginning; then every offset in a message would be wrong.
   */

  /// Bytes of a file; the largest published tokenizers have 33 million.
  private static final long LONGEST = 1 << 28;

  /// Reads the value of one field; it must consume it.
  public interface Field {
    void read(String name);
  }

  /// Where the bytes of some JSON come from, as often as they are asked for.
  public interface Source {
    /// @throws IOException if they cannot be read
    InputStream open() throws IOException;
  }

  private final Path file;
  private final long offset;
  private final Source source;
  private final JsonParser parser;

  private JsonReader(Path file, long offset, Source source, JsonParser parser) {
    this.file = file;
    this.offset = offset;
    this.source = source;
    this.parser = parser;
    try {
      next();
    } catch (MalformedFileException empty) {
      parser.close();
      throw empty;
    }
  }

  /// The JSON value that is the whole of `file`.
  ///
  /// @throws IOException if the file cannot be read
  public static JsonReader open(Path file) throws IOException { return of(file, 0, bytes(file)); }

  /// All of a JSON file.
  ///
  /// @throws IOException if it cannot be read
  /// @throws MalformedFileException if it is larger than any that belongs to a model
  static byte[] bytes(Path file) throws IOException {
    try (InputStream json = stream(file)) {
      return json.readAllBytes();
    }
  }

  /// As [#bytes], piece by piece.
  static InputStream stream(Path file) throws IOException {
    if (Files.size(file) > LONGEST)
      throw new MalformedFileException(file, LONGEST,
          "more than %,d bytes of JSON are not read".formatted(LONGEST));
    return Files.newInputStream(file);
  }

  /// A JSON value that stands in `file` from byte `offset` on, in UTF-8.
  ///
  /// @throws MalformedFileException if it is in another encoding, or no JSON
  public static JsonReader of(Path file, long offset, byte[] json) {
    refuseOtherEncodings(file, offset, json);
    return new JsonReader(file, offset, () -> new ByteArrayInputStream(json),
        FACTORY.createParser(ObjectReadContext.empty(), json));
  }

  /// The JSON value that is the whole of `file`, read piece by piece from `json`; for files with very many names.
  ///
  /// @throws IOException if it cannot be read
  /// @throws MalformedFileException if it is in another encoding, or no JSON
  public static JsonReader of(Path file, Source json) throws IOException {
    try (InputStream first = json.open()) {
      refuseOtherEncodings(file, 0, first.readNBytes(4));
    }
    return new JsonReader(file, 0, json,
        MANY_NAMES.createParser(ObjectReadContext.empty(), json.open()));
  }

  private static void refuseOtherEncodings(Path file, long offset, byte[] json) {
    for (int i = 0; i < Math.min(json.length, 4); i++) {
      boolean isUtf16Mark = i == 0 && (json[i] & 0xfe) == 0xfe;
      if (json[i] == 0 || isUtf16Mark)
        throw new MalformedFileException(file, offset + i, "not JSON: it is no UTF-8");
    }
  }

  /// An object, field by field. A name that comes twice is refused.
  public void object(Field field) {
    Set<String> names = new HashSet<>();
    largeObject(name -> {
      if (!names.add(name)) throw duplicate();
      field.read(name);
    });
  }

  /// An object whose names are too many to remember here as well: `field` refuses a [#duplicate].
  public void largeObject(Field field) {
    require(JsonToken.START_OBJECT, "an object");
    while (next() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      next();
      field.read(name);
    }
  }

  /// The error for a name that comes twice; the reader stands on its second value.
  public MalformedFileException duplicate() { return malformed(path() + " is there twice"); }

  /// An array, element by element.
  public void array(Runnable element) {
    require(JsonToken.START_ARRAY, "an array");
    while (next() != JsonToken.END_ARRAY)
      element.run();
  }

  /// An array whose elements are read by `element`.
  public <T> List<T> list(Supplier<T> element) {
    List<T> list = new ArrayList<>();
    array(() -> list.add(element.get()));
    return list;
  }

  public String string() {
    require(JsonToken.VALUE_STRING, "a string");
    return text();
  }

  public boolean bool() {
    if (parser.currentToken() == JsonToken.VALUE_TRUE) return true;
    require(JsonToken.VALUE_FALSE, "true or false");
    return false;
  }

  /// An integer in 0 … 2⁶³ − 1.
  public long count() { return count(Long.MAX_VALUE, "2⁶³ − 1"); }

  /// An integer in 0 … 2³¹ − 1.
  public int smallCount() { return (int) count(Integer.MAX_VALUE, "2³¹ − 1"); }

  private long count(long largest, String words) {
    require(JsonToken.VALUE_NUMBER_INT, "a whole number");
    try {
      long value = parser.getLongValue();
      if (value >= 0 && value <= largest) return value;
    } catch (JacksonException outOfRange) {
      // said below, in the same words
    }
    throw malformed(path() + " is " + text() + ", outside 0 … " + words);
  }

  /// Any value as a tree: maps in the file's order, lists, strings, [Number]s, booleans and null; for what is
  /// small.
  public Object value() {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        object(name -> map.put(name, value()));
        yield map;
      }
      case START_ARRAY -> list(this::value);
      case VALUE_STRING -> string();
      case VALUE_NULL -> null;
      case VALUE_TRUE, VALUE_FALSE -> bool();
      default -> number();
    };
  }

  private Number number() {
    try {
      return parser.getNumberValue();
    } catch (JacksonException broken) {
      throw malformed(broken);
    }
  }

  public boolean isNull() { return parser.currentToken() == JsonToken.VALUE_NULL; }

  public boolean isString() { return parser.currentToken() == JsonToken.VALUE_STRING; }

  public boolean isObject() { return parser.currentToken() == JsonToken.START_OBJECT; }

  /// Passes over any value.
  public void skip() {
    switch (parser.currentToken()) {
      case START_OBJECT -> object(_ -> skip());
      case START_ARRAY -> array(this::skip);
      default -> {
        // the parser passes over it
      }
    }
  }

  /// An error at the value that the reader stands on.
  public MalformedFileException malformed(String reason) {
    return new MalformedFileException(file, offset + byteOffset(parser.currentTokenLocation()), reason);
  }

  /// Where the reader stands, such as `/model/vocab`; `the JSON` at the outermost level.
  public String path() {
    String pointer = parser.streamReadContext().pathAsPointer().toString();
    return pointer.isEmpty() ? "the JSON" : pointer;
  }

  /// @throws MalformedFileException if something follows the value
  public void end() { if (nextOrNull() != null) throw malformed("something follows the end of the JSON"); }

  @Override public void close() { parser.close(); }

  private void require(JsonToken token, String words) {
    if (parser.currentToken() != token) throw malformed(path() + " must be " + words + ", got " + found());
  }

  private String found() {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      default -> text();
    };
  }

  private String text() {
    try {
      return parser.getString();
    } catch (JacksonException broken) {
      throw malformed(broken);
    }
  }

  private JsonToken next() {
    JsonToken token = nextOrNull();
    if (token == null) throw malformed("the JSON ends too early");
    return token;
  }

  private JsonToken nextOrNull() {
    try {
      return parser.nextToken();
    } catch (JacksonException broken) {
      throw malformed(broken);
    }
  }

  private MalformedFileException malformed(JacksonException broken) {
    long at = broken.getLocation() == null ? 0 : byteOffset(broken.getLocation());
    String words = broken.getOriginalMessage().lines().findFirst().orElse("unreadable");
    String aboutTheFile = words.replaceFirst("( \\(start marker at |: enable `).*", "");
    return new MalformedFileException(file, offset + at, "not JSON: " + aboutTheFile);
  }

  /// A parser that reads characters knows only how many of these there were.
  private long byteOffset(TokenStreamLocation location) {
    if (location.getByteOffset() >= 0 || location.getCharOffset() <= 0)
      return Math.max(location.getByteOffset(), 0);
    try (InputStream json = new BufferedInputStream(source.open())) {
      long characters = location.getCharOffset(), at = 0;
      for (int b; (b = json.read()) >= 0; at++) {
        boolean begins = (b & 0xc0) != 0x80;
        if (begins && characters <= 0) break;
        if (begins) characters -= b < 0xf0 ? 1 : 2;                   // two for a surrogate pair
      }
      return at;
    } catch (IOException failed) {
      return 0;
    }
  }
}
