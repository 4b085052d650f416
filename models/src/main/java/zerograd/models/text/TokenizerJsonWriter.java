package zerograd.models.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.models.json.JsonBytes;
import zerograd.models.json.JsonFiles;

/// Writes `tokenizer.json` as Hugging Face `tokenizers` reads it.
final class TokenizerJsonWriter {

  private final JsonGenerator json;
  private final BytePairTokenizer tokenizer;

  private TokenizerJsonWriter(JsonGenerator json, BytePairTokenizer tokenizer) {
    this.json = json;
    this.tokenizer = tokenizer;
  }

  static void write(Path file, BytePairTokenizer tokenizer) throws IOException {
    AtomicFiles.write(file, JsonBytes.indented(json -> new TokenizerJsonWriter(json, tokenizer).write()));
  }

  private void write() {
    json.writeStartObject();
    json.writeStringProperty("version", "1.0");
    json.writeNullProperty("truncation").writeNullProperty("padding");
    json.writeArrayPropertyStart("added_tokens");
    tokenizer.addedTokens().forEach(this::addedToken);
    json.writeEndArray();
    for (String part : List.of("normalizer", "pre_tokenizer", "post_processor", "decoder")) {
      json.writeName(part);
      JsonFiles.write(json, tokenizer.parts().json().get(part));
    }
    model();
    json.writeEndObject();
  }

  private void addedToken(AddedToken token) {
    json.writeStartObject();
    json.writeNumberProperty("id", token.id()).writeStringProperty("content", token.content());
    json.writeBooleanProperty("single_word", token.singleWord());
    json.writeBooleanProperty("lstrip", token.lstrip()).writeBooleanProperty("rstrip", token.rstrip());
    json.writeBooleanProperty("normalized", token.normalized()).writeBooleanProperty("special",
        token.special());
    json.writeEndObject();
  }

  private void model() {
    BytePairModel model = tokenizer.model();
    json.writeObjectPropertyStart("model").writeStringProperty("type", "BPE");
    json.writeNullProperty("dropout").writeName("unk_token");
    JsonFiles.write(json, model.symbols().unknownToken());
    json.writeNullProperty("continuing_subword_prefix").writeNullProperty("end_of_word_suffix");
    json.writeBooleanProperty("fuse_unk", model.symbols().fusesUnknown());
    json.writeBooleanProperty("byte_fallback", model.symbols().fallsBackToBytes());
    json.writeBooleanProperty("ignore_merges", model.ignoreMerges());
    json.writeObjectPropertyStart("vocab");
    Vocabulary vocabulary = model.vocabulary();
    for (int id = 0; id < vocabulary.size(); id++)
      if (vocabulary.has(id)) json.writeNumberProperty(vocabulary.token(id), id);
    json.writeEndObject();
    json.writeArrayPropertyStart("merges");
    for (int r = 0; r < model.mergeCount(); r++) merge(model.mergeLeft(r), model.mergeRight(r));
    json.writeEndArray().writeEndObject();
  }

  /// As one string where that is not ambiguous, as most files do.
  private void merge(String left, String right) {
    if (!left.contains(" ") && !right.contains(" ")) json.writeString(left + " " + right);
    else
      json.writeStartArray().writeString(left).writeString(right).writeEndArray();
  }
}
