package zerograd.models.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.models.json.JsonBytes;

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
    if (!tokenizer.normalizesToNfc()) json.writeNullProperty("normalizer");
    else
      json.writeObjectPropertyStart("normalizer").writeStringProperty("type", "NFC").writeEndObject();
    preTokenizer();
    postProcessor();
    json.writeName("decoder");
    byteLevel();
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

  private void preTokenizer() {
    json.writeObjectPropertyStart("pre_tokenizer").writeStringProperty("type", "Sequence");
    json.writeArrayPropertyStart("pretokenizers");
    json.writeStartObject().writeStringProperty("type", "Split");
    json.writeObjectPropertyStart("pattern").writeStringProperty("Regex", tokenizer.preTokenizer().pattern());
    json.writeEndObject().writeStringProperty("behavior", "Isolated").writeBooleanProperty("invert", false);
    json.writeEndObject();
    byteLevel();
    json.writeEndArray().writeEndObject();
  }

  private void byteLevel() {
    json.writeStartObject().writeStringProperty("type", "ByteLevel");
    json.writeBooleanProperty("add_prefix_space", false).writeBooleanProperty("trim_offsets", false);
    json.writeBooleanProperty("use_regex", false).writeEndObject();
  }

  private void postProcessor() {
    json.writeName("post_processor");
    if (tokenizer.idsBefore().length + tokenizer.idsAfter().length == 0) {
      byteLevel();
      return;
    }
    json.writeStartObject().writeStringProperty("type", "TemplateProcessing");
    json.writeArrayPropertyStart("single");
    around("A", 0);
    json.writeEndArray().writeArrayPropertyStart("pair");
    around("A", 0);
    around("B", 1);
    json.writeEndArray().writeObjectPropertyStart("special_tokens");
    TreeMap<String, Integer> used = new TreeMap<>();
    for (int id : tokenizer.idsBefore()) used.put(content(id), id);
    for (int id : tokenizer.idsAfter()) used.put(content(id), id);
    used.forEach((content, id) -> {
      json.writeObjectPropertyStart(content).writeStringProperty("id", content);
      json.writeArrayPropertyStart("ids").writeNumber(id).writeEndArray();
      json.writeArrayPropertyStart("tokens").writeString(content).writeEndArray().writeEndObject();
    });
    json.writeEndObject().writeEndObject();
  }

  private void around(String sequence, int type) {
    for (int id : tokenizer.idsBefore()) templateItem("SpecialToken", content(id), type);
    templateItem("Sequence", sequence, type);
    for (int id : tokenizer.idsAfter()) templateItem("SpecialToken", content(id), type);
  }

  private void templateItem(String kind, String id, int type) {
    json.writeStartObject().writeObjectPropertyStart(kind);
    json.writeStringProperty("id", id).writeNumberProperty("type_id", type);
    json.writeEndObject().writeEndObject();
  }

  private String content(int id) {
    return tokenizer.addedTokens().stream().filter(token -> token.id() == id).findFirst()
        .map(AddedToken::content).orElseGet(() -> tokenizer.model().tokens()[id]);
  }

  private void model() {
    BytePairModel model = tokenizer.model();
    json.writeObjectPropertyStart("model").writeStringProperty("type", "BPE");
    json.writeNullProperty("dropout").writeNullProperty("unk_token");
    json.writeNullProperty("continuing_subword_prefix").writeNullProperty("end_of_word_suffix");
    json.writeBooleanProperty("fuse_unk", false).writeBooleanProperty("byte_fallback", false);
    json.writeBooleanProperty("ignore_merges", model.ignoreMerges());
    json.writeObjectPropertyStart("vocab");
    String[] tokens = model.tokens();
    for (int id = 0; id < tokens.length; id++)
      if (tokens[id] != null) json.writeNumberProperty(tokens[id], id);
    json.writeEndObject();
    json.writeArrayPropertyStart("merges"); // no token of the byte alphabet has a space
    for (int r = 0; r < model.mergeCount(); r++)
      json.writeString(model.mergeLeft(r) + " " + model.mergeRight(r));
    json.writeEndArray().writeEndObject();
  }
}
