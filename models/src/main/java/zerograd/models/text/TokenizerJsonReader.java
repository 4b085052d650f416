package zerograd.models.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zerograd.models.json.JsonReader;

/// Reads `tokenizer.json`, the format of Hugging Face `tokenizers`, as far as it is byte-pair encoding. What
/// would change the ids and is not supported is refused by name.
final class TokenizerJsonReader {

  /// Ids beyond this are taken for an error; the largest vocabularies have a quarter million.
  private static final int LARGEST_ID = 1 << 24;

  /// Text is searched for these one by one; the largest published files have some six thousand.
  private static final int MOST_ADDED = 1 << 16;

  private final JsonReader reader;

  private final List<AddedToken> addedTokens = new ArrayList<>();
  private final Map<String, Object> parts = new LinkedHashMap<>();

  private final Vocabulary.Builder tokens = new Vocabulary.Builder();
  private Ranks merges;
  private boolean ignoreMerges;
  private boolean byteFallback;
  private boolean fusesUnknown;
  private String unknownToken;

  /// The pairs of ids in order of rank.
  private record Ranks(Ids left, Ids right) {}

  private TokenizerJsonReader(JsonReader reader) { this.reader = reader; }

  /// @param file where `json` comes from, for messages
  static BytePairTokenizer read(Path file, JsonReader.Source json, TokenizerConfig config)
      throws IOException {
    try (JsonReader reader = JsonReader.of(file, json)) {
      TokenizerJsonReader parts = new TokenizerJsonReader(reader);
      reader.object(parts::part);
      reader.end();
      return parts.tokenizer(config);
    }
  }

  private void part(String name) {
    switch (name) {
      case "truncation", "padding" -> {
        if (!reader.isNull()) throw reader.malformed(name + " is not supported");
      }
      case "added_tokens" -> reader.array(() -> {
        addedTokens.add(addedToken());
        if (addedTokens.size() > MOST_ADDED)
          throw reader.malformed("more than %,d added tokens are not read".formatted(MOST_ADDED));
      });
      case "normalizer", "pre_tokenizer", "post_processor", "decoder" -> parts.put(name, reader.value());
      case "model" -> reader.object(this::modelField);
      default -> reader.skip();
    }
  }

  private AddedToken addedToken() {
    Object value = reader.value();
    if (!(value instanceof Map<?, ?> token)) throw reader.malformed("an added token is no object: " + value);
    Object id = token.get("id");
    if (!(id instanceof Integer number) || number < 0 || number > LARGEST_ID) {
      throw reader.malformed("an added token needs an id in 0 … " + LARGEST_ID + ", got " + id);
    }
    if (!(token.get("content") instanceof String content)) {
      throw reader.malformed("the added token with id " + id + " has no content");
    }
    return new AddedToken(number, content, JsonParts.flag(token, "single_word"),
        JsonParts.flag(token, "lstrip"),
        JsonParts.flag(token, "rstrip"), JsonParts.flag(token, "normalized"),
        JsonParts.flag(token, "special"));
  }

  private void modelField(String name) {
    switch (name) {
      case "type" -> {
        String type = reader.string();
        if (!type.equals("BPE")) throw reader.malformed("model " + type + " is not supported, only BPE is");
      }
      case "dropout" -> {
        Object dropout = reader.value();
        if (dropout != null && !(dropout instanceof Number number && number.doubleValue() == 0))
          throw reader.malformed("BPE with dropout is not supported");
      }
      case "continuing_subword_prefix", "end_of_word_suffix" -> {
        if (!reader.isNull() && !(reader.isString() && reader.string().isEmpty()))
          throw reader.malformed("BPE with " + name + " is not supported");
      }
      case "unk_token" -> unknownToken = reader.isNull() ? null : reader.string();
      case "byte_fallback" -> byteFallback = reader.bool();
      case "fuse_unk" -> fusesUnknown = reader.bool();
      case "ignore_merges" -> ignoreMerges = reader.bool();
      case "vocab" -> reader.largeObject(this::vocabularyEntry);
      case "merges" -> readMerges();
      default -> reader.skip();
    }
  }

  private void vocabularyEntry(String token) {
    int id = reader.smallCount();
    if (id > LARGEST_ID) throw reader.malformed("token \"" + token + "\" has an id beyond " + LARGEST_ID);
    try {
      if (!tokens.add(token, id)) throw reader.duplicate();
    } catch (IllegalArgumentException refused) {
      throw reader.malformed(refused.getMessage());
    }
  }

  private void readMerges() {
    if (tokens.size() == 0) throw reader.malformed("/model/merges must come after /model/vocab");
    merges = new Ranks(new Ids(tokens.size()), new Ids(tokens.size()));
    reader.array(() -> {
      if (reader.isString()) {
        String pair = reader.string();
        int space = pair.indexOf(' ');
        if (space < 0) throw reader.malformed(reader.path() + " is no pair of tokens: " + pair);
        merges.left.add(known(pair.substring(0, space)));
        merges.right.add(known(pair.substring(space + 1)));
      } else {
        List<String> pair = reader.list(reader::string);
        if (pair.size() != 2) throw reader.malformed(reader.path() + " is no pair of tokens: " + pair);
        merges.left.add(known(pair.getFirst()));
        merges.right.add(known(pair.getLast()));
      }
    });
  }

  private int known(String token) {
    int id = tokens.id(token);
    if (id == Vocabulary.NONE)
      throw reader.malformed(reader.path() + ": \"" + token + "\" is not in the vocabulary");
    return id;
  }

  private BytePairTokenizer tokenizer(TokenizerConfig config) {
    if (merges == null) throw reader.malformed("a model with vocab and merges is missing");
    refuseHoles();
    try {
      TokenizerParts read = new TokenizerParts(parts);
      if (read.byteLevel() && byteFallback) {
        throw new IllegalArgumentException("BPE with byte_fallback on ByteLevel is not supported");
      }
      Vocabulary vocabulary = tokens.build();
      int[] left = merges.left.toArray(), right = merges.right.toArray();
      BytePairModel model = read.byteLevel()
          ? new BytePairModel(vocabulary, left, right, ignoreMerges)
          : new BytePairModel(vocabulary, left, right, ignoreMerges,
              new CharacterSymbols(vocabulary, byteFallback, unknownToken, fusesUnknown));
      return new BytePairTokenizer(model, read, addedTokens, config);
    } catch (IllegalArgumentException refused) {
      throw reader.malformed(refused.getMessage());
    }
  }

  /// Tables have a row for each id up to the largest, so a file of few tokens must not name a large one.
  private void refuseHoles() {
    int largest = tokens.largestId(), count = tokens.size() + addedTokens.size();
    for (AddedToken token : addedTokens) largest = Math.max(largest, token.id());
    if (largest > 2 * count + (1 << 16))
      throw reader
          .malformed("the largest id is %,d for %,d tokens, which leaves holes".formatted(largest, count));
  }
}
