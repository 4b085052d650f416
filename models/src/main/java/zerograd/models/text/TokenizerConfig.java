package zerograd.models.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.models.json.JsonBytes;
import zerograd.models.json.JsonReader;

/// What `tokenizer_config.json` says beyond the tokenizer itself: the names of some tokens, and the chat
/// template, a Jinja text that turns messages into a prompt.
public record TokenizerConfig(Optional<String> bosToken, Optional<String> eosToken, Optional<String> padToken,
    Optional<String> chatTemplate) {

  /// The name of the file.
  public static final String FILE = "tokenizer_config.json";

  /// Where newer checkpoints keep the template; it goes before the one in [#FILE].
  public static final String TEMPLATE_FILE = "chat_template.jinja";

  /// Bytes; published templates have at most some ten thousand.
  private static final long LONGEST_TEMPLATE = 1 << 20;

  /// Nothing known.
  public static TokenizerConfig empty() {
    return new TokenizerConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// A tokenizer whose texts end with `eosToken`.
  public static TokenizerConfig endingWith(String eosToken) {
    return new TokenizerConfig(Optional.empty(), Optional.of(eosToken), Optional.empty(), Optional.empty());
  }

  /// The tokens as a chat template knows them: `bos_token`, `eos_token`, `pad_token`, those that there are.
  public Map<String, String> templateVariables() {
    Map<String, String> variables = new HashMap<>();
    bosToken.ifPresent(token -> variables.put("bos_token", token));
    eosToken.ifPresent(token -> variables.put("eos_token", token));
    padToken.ifPresent(token -> variables.put("pad_token", token));
    return variables;
  }

  /// Reads the files of a folder; without them, the result is empty.
  ///
  /// @throws IOException if a file cannot be read
  /// @throws MalformedFileException if one breaks its format
  public static TokenizerConfig open(Path folder) throws IOException {
    Map<String, String> found = new HashMap<>();
    if (Files.exists(folder.resolve(FILE))) read(folder.resolve(FILE), found);
    Path template = folder.resolve(TEMPLATE_FILE);
    if (Files.exists(template)) found.put("chat_template", readTemplate(template));
    return new TokenizerConfig(Optional.ofNullable(found.get("bos_token")),
        Optional.ofNullable(found.get("eos_token")), Optional.ofNullable(found.get("pad_token")),
        Optional.ofNullable(found.get("chat_template")));
  }

  private static String readTemplate(Path file) throws IOException {
    if (Files.size(file) > LONGEST_TEMPLATE)
      throw new MalformedFileException(file, LONGEST_TEMPLATE, "no chat template is so long");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException broken) {
      throw new MalformedFileException(file, bytes.position(), "the chat template is no UTF-8");
    }
  }

  private static void read(Path file, Map<String, String> found) throws IOException {
    try (JsonReader reader = JsonReader.open(file)) {
      reader.object(key -> {
        switch (key) {
          case "bos_token", "eos_token", "pad_token" ->
            token(reader).ifPresent(token -> found.put(key, token));
          case "chat_template" -> template(reader).ifPresent(template -> found.put(key, template));
          default -> reader.skip();
        }
      });
      reader.end();
    }
  }

  /// `"</s>"`, `{"content": "</s>", …}` or null.
  private static Optional<String> token(JsonReader reader) {
    Object value = reader.value();
    return text(value instanceof Map<?, ?> map ? map.get("content") : value);
  }

  /// One template, or a list of named ones.
  private static Optional<String> template(JsonReader reader) {
    Object value = reader.value();
    if (!(value instanceof List<?> list)) return text(value);
    return list.stream().filter(each -> each instanceof Map<?, ?> map && "default".equals(map.get("name")))
        .findFirst().flatMap(each -> text(((Map<?, ?>) each).get("template")));
  }

  private static Optional<String> text(Object value) {
    return value instanceof String string ? Optional.of(string) : Optional.empty();
  }

  /// Writes [#FILE] so that `transformers` loads the tokenizer of the folder.
  ///
  /// @throws IOException if that failed; then nothing has changed
  public void save(Path folder) throws IOException {
    AtomicFiles.write(folder.resolve(FILE), JsonBytes.indented(json -> {
      json.writeStartObject();
      bosToken.ifPresent(token -> json.writeStringProperty("bos_token", token));
      chatTemplate.ifPresent(template -> json.writeStringProperty("chat_template", template));
      json.writeBooleanProperty("clean_up_tokenization_spaces", false);
      eosToken.ifPresent(token -> json.writeStringProperty("eos_token", token));
      padToken.ifPresent(token -> json.writeStringProperty("pad_token", token));
      json.writeStringProperty("tokenizer_class", "PreTrainedTokenizerFast");
      json.writeEndObject();
    }));
  }
}
