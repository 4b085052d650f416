package zerograd.data;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.json.JsonMapper;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.models.checkpoint.OneLine;
import zerograd.models.json.JsonFiles;

/// JSON Lines: one JSON object a line, UTF-8; empty lines are passed over. What rows look like: [Rows]; whole
/// numbers are `Long`.
final class JsonLines {

  private static final JsonMapper JSON = JsonMapper.builder()
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).enable(DeserializationFeature.USE_LONG_FOR_INTS)
      .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final TypeReference<LinkedHashMap<String, Object>> ROW = new TypeReference<>() {
  };
  private static final int SHOWN = 60;

  /// Bytes of a line: a file without line feeds need not fit into memory.
  private static final int LONGEST = 1 << 26;

  private JsonLines() {}

  /// Gives `visitor` one row after the other. A line that is no JSON object is a row that cannot be read.
  static void visit(Path file, RowVisitor visitor) throws IOException {
    try (InputStream in = open(file)) {
      long number = 0;
      for (byte[] line = line(in); line != null; line = line(in)) {
        RowPlace place = RowPlace.line(file, ++number);
        if (line.length > LONGEST)
          throw new IOException("%s has more than %,d bytes".formatted(place, LONGEST));
        String text;
        try {
          text = Utf8Text.decode(ByteBuffer.wrap(line));
        } catch (CharacterCodingException broken) {
          visitor.unreadable(place, "is not UTF-8", broken);
          continue;
        }
        if (number == 1 && text.startsWith("\uFEFF")) text = text.substring(1);   // as some editors begin a file
        if (!text.isBlank()) visit(place, text, visitor);
      }
    }
  }

  private static void visit(RowPlace place, String line, RowVisitor visitor) throws IOException {
    Map<String, Object> row;
    try {
      row = JSON.readValue(line, ROW);
    } catch (JacksonException broken) {
      String duplicate = broken.getOriginalMessage().startsWith("Duplicate") ? " with each key once" : "";
      visitor.unreadable(place, "needs to be a JSON object" + duplicate + ", got "
          + OneLine.of(line.length() <= SHOWN ? line : line.substring(0, SHOWN) + " …"), broken);
      return;
    }
    if (row == null) {
      visitor.unreadable(place, "needs to be a JSON object, got null", null);
    } else {
      dropNulls(row);
      visitor.row(place, row);
    }
  }

  /// A `.json` file: one array of objects, or JSON Lines by another name.
  static void visitDocument(Path file, RowVisitor visitor) throws IOException {
    if (!isArray(file)) {
      visit(file, visitor);
      return;
    }
    long number = 0;
    try (InputStream in = open(file);
        MappingIterator<LinkedHashMap<String, Object>> rows = JSON.readerFor(ROW).readValues(in)) {
      for (Map<String, Object> row = next(rows, file, number); row != null; row = next(rows, file, number)) {
        dropNulls(row);
        visitor.row(RowPlace.row(file, ++number), row);
      }
    }
  }

  private static Map<String, Object> next(MappingIterator<LinkedHashMap<String, Object>> rows, Path file,
      long before) throws IOException {
    try {
      if (!rows.hasNextValue()) return null;
      Map<String, Object> row = rows.nextValue();
      if (row != null) return row;
      throw new IOException(RowPlace.row(file, before + 1) + " needs to be a JSON object, got null");
    } catch (JacksonException broken) {
      throw new IOException(
          RowPlace.row(file, before + 1) + " is no JSON object, or what is after it is no JSON",
          broken);
    }
  }

  private static boolean isArray(Path file) throws IOException {
    try (InputStream in = open(file)) {
      int first = in.read();
      while (first == ' ' || first == '\n' || first == '\r' || first == '\t')
        first = in.read();
      return first == '[';
    }
  }

  private static InputStream open(Path file) throws IOException {
    try {
      return new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    } catch (NoSuchFileException missing) {
      throw new IOException(file + " does not exist", missing);
    }
  }

  /// The bytes up to the next line feed, or null at the end; of a line that is too long, one more than the longest.
  private static byte[] line(InputStream in) throws IOException {
    int next = in.read();
    if (next < 0) return null;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (; next >= 0 && next != '\n' && line.size() <= LONGEST; next = in.read()) line.write(next);
    return line.toByteArray();
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

  /// Makes or replaces a file with one line a row; returns how many.
  static long write(Path file, RowSource rows) throws IOException {
    long[] count = {0};
    AtomicFiles.write(file, channel -> {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      rows.forEach((place, row) -> {
        out.write(line(place, row));
        out.write('\n');
        count[0]++;
      });
      out.flush();
    });
    return count[0];
  }

  /// A row as one line of JSON, without a line feed.
  ///
  /// @throws IOException if it has a value that JSON does not know, with a sentence that names the row
  static byte[] line(RowPlace place, Map<String, Object> row) throws IOException {
    try {
      return JsonFiles.line(row);
    } catch (IllegalArgumentException refused) {
      throw new IOException(place + " cannot be written as JSON: " + refused.getMessage(), refused);
    }
  }
}
