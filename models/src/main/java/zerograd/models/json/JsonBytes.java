package zerograd.models.json;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

/// JSON written token by token, as UTF-8 bytes.
public final class JsonBytes {

  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonBytes() {}

  /// One line, for machines.
  public static byte[] compact(Consumer<JsonGenerator> value) {
    return write(ObjectWriteContext.empty(), value);
  }

  /// One value a line, two spaces a level, for people.
  public static byte[] indented(Consumer<JsonGenerator> value) {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    PrettyPrinter printer = new DefaultPrettyPrinter(
        Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER))
        .withObjectIndenter(lines).withArrayIndenter(lines);
    return write(new ObjectWriteContext.Base() {
      @Override public PrettyPrinter getPrettyPrinter() { return printer; }

      @Override public boolean hasPrettyPrinter() { return true; }
    }, value);
  }

  private static byte[] write(ObjectWriteContext context, Consumer<JsonGenerator> value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator generator = FACTORY.createGenerator(context, bytes)) {
      value.accept(generator);
    }
    return bytes.toByteArray();
  }
}
