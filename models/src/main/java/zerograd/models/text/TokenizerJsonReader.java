package zerograd.models.text;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.models.json.JsonReader;

/// Reads `tokenizer.json`, the format of Hugging Face `tokenizers`, as far as it is byte-level byte-pair
/// encoding. What would change the ids and is not supported is refused by name.
final class TokenizerJsonReader {

  /// Ids beyond this are taken for an error; the largest vocabularies have a quarter million.
  private static final int LARGEST_ID = 1 << 24;

  private final JsonReader reader;

  private final List<AddedToken> addedTokens = new ArrayList<>();
  private boolean nfc;
  private PreTokenizer preTokenizer;
  private List<Integer> prefix = List.of();
  private List<Integer> suffix = List.of();
  private boolean hasDecoder;

  private final Map<String, Integer> vocabulary = HashMap.newHashMap(1 << 17);
  private Ranks merges;
  private boolean ignoreMerges;

  /// The pairs of ids in order of rank.
  private record Ranks(List<Integer> left, List<Integer> right) {}

  private TokenizerJsonReader(JsonReader reader) { this.reader = reader; }

  static BytePairTokenizer read(Path file, TokenizerConfig config) throws IOException {
    try (JsonReader reader = JsonReader.open(file)) {
      TokenizerJsonReader json = new TokenizerJsonReader(reader);
      reader.object(json::part);
      reader.end();
      return json.tokenizer(config);
    }
  }

  private void part(String name) {
    switch (name) {
      case "truncation", "padding" -> {
        if (!reader.isNull()) throw reader.malformed(name + " is not supported");
      }
      case "added_tokens" -> reader.array(() -> addedTokens.add(addedToken()));
      case "normalizer" -> optional(reader.value()).ifPresent(this::normalizer);
      case "pre_tokenizer" -> optional(reader.value()).ifPresent(this::preTokenizer);
      case "post_processor" -> optional(reader.value()).ifPresent(this::postProcessor);
      case "decoder" -> optional(reader.value()).ifPresent(this::decoder);
      case "model" -> reader.object(this::modelField);
      default -> reader.skip();
    }
  }

  private AddedToken addedToken() {
    Map<?, ?> token = map(reader.value());
    Object id = token.get("id");
    if (!(id instanceof Integer number) || number < 0 || number > LARGEST_ID) {
      throw reader.malformed("an added token needs an id in 0 … " + LARGEST_ID + ", got " + id);
    }
    return new AddedToken(number, string(token, "content"), flag(token, "single_word"), flag(token, "lstrip"),
        flag(token, "rstrip"), flag(token, "normalized"), flag(token, "special"));
  }

  private void normalizer(Object component) {
    for (Map<?, ?> each : sequence(component, "normalizers")) {
      if (!type(each).equals("NFC")) throw unsupported("normalizer", each);
      nfc = true;
    }
  }

  private void preTokenizer(Object component) {
    boolean bytes = false;
    for (Map<?, ?> each : sequence(component, "pretokenizers")) {
      switch (type(each)) {
        case "Split" -> {
          if (preTokenizer != null) throw reader.malformed("a second Split pre_tokenizer is not supported");
          preTokenizer = split(each);
        }
        case "ByteLevel" -> {
          bytes = true;
          if (flag(each, "add_prefix_space")) throw reader.malformed("add_prefix_space is not supported");
          if (!Boolean.FALSE.equals(each.get("use_regex"))) {
            if (preTokenizer != null)
              throw reader.malformed("ByteLevel with use_regex after a Split is not supported");
            preTokenizer = PreTokenizer.gpt2();
          }
        }
        default -> throw unsupported("pre_tokenizer", each);
      }
    }
    if (!bytes || preTokenizer == null) {
      throw reader.malformed("pre_tokenizer needs a Split and ByteLevel, or ByteLevel with use_regex");
    }
  }

  private PreTokenizer split(Map<?, ?> split) {
    if (!"Isolated".equals(split.get("behavior")) || flag(split, "invert")) {
      throw reader.malformed("a Split pre_tokenizer must be Isolated and not inverted");
    }
    try {
      return new PreTokenizer(string(map(split.get("pattern")), "Regex"));
    } catch (IllegalArgumentException refused) {
      throw reader.malformed("Split: " + refused.getMessage());
    }
  }

  private void postProcessor(Object component) {
    for (Map<?, ?> each : sequence(component, "processors")) {
      switch (type(each)) {
        case "ByteLevel" -> {
          // trims offsets, which are not computed here
        }
        case "TemplateProcessing" -> template(each);
        default -> throw unsupported("post_processor", each);
      }
    }
  }

  /// `[{"SpecialToken": {"id": "<s>"}}, {"Sequence": {"id": "A"}}, …]`, with the ids of `<s>` in
  /// `special_tokens`.
  private void template(Map<?, ?> template) {
    Map<?, ?> specials = map(template.get("special_tokens"));
    List<Integer> before = new ArrayList<>(), after = new ArrayList<>(), current = before;
    for (Object item : list(template.get("single"))) {
      if (map(item).get("SpecialToken") instanceof Map<?, ?> special) {
        for (Object id : list(map(specials.get(special.get("id"))).get("ids"))) {
          if (!(id instanceof Integer number))
            throw reader.malformed("TemplateProcessing: " + id + " is no id");
          current.add(number);
        }
      } else if (current == before) {
        current = after;
      } else {
        throw reader.malformed("TemplateProcessing with a text twice in single is not supported");
      }
    }
    prefix = before;
    suffix = after;
  }

  private void decoder(Object component) {
    for (Map<?, ?> each : sequence(component, "decoders")) {
      if (!type(each).equals("ByteLevel")) throw unsupported("decoder", each);
      hasDecoder = true;
    }
  }

  private void modelField(String name) {
    switch (name) {
      case "type" -> {
        String type = reader.string();
        if (!type.equals("BPE")) throw reader.malformed("model " + type + " is not supported, only BPE is");
      }
      case "dropout", "continuing_subword_prefix", "end_of_word_suffix" -> {
        if (!reader.isNull() && !(reader.isString() && reader.string().isEmpty()))
          throw reader.malformed("BPE with " + name + " is not supported");
      }
      case "byte_fallback" -> {
        if (reader.bool()) throw reader.malformed("BPE with byte_fallback is not supported");
      }
      case "ignore_merges" -> ignoreMerges = reader.bool();
      case "vocab" -> reader.object(this::vocabularyEntry);
      case "merges" -> readMerges();
      default -> reader.skip();
    }
  }

  private void vocabularyEntry(String token) {
    int id = reader.smallCount();
    if (id > LARGEST_ID) throw reader.malformed("token \"" + token + "\" has an id beyond " + LARGEST_ID);
    vocabulary.put(token, id);
  }

  private void readMerges() {
    if (vocabulary.isEmpty()) throw reader.malformed("/model/merges must come after /model/vocab");
    merges = new Ranks(new ArrayList<>(), new ArrayList<>());
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
    Integer id = vocabulary.get(token);
    if (id == null) throw reader.malformed(reader.path() + ": \"" + token + "\" is not in the vocabulary");
    return id;
  }

  private BytePairTokenizer tokenizer(TokenizerConfig config) {
    if (merges == null) throw reader.malformed("a model with vocab and merges is missing");
    if (preTokenizer == null) throw reader.malformed("a ByteLevel pre_tokenizer is missing");
    if (!hasDecoder) throw reader.malformed("a ByteLevel decoder is missing");
    try {
      BytePairModel model = new BytePairModel(vocabulary, ints(merges.left), ints(merges.right),
          ignoreMerges);
      return new BytePairTokenizer(model, nfc, preTokenizer, addedTokens, ints(prefix), ints(suffix), config);
    } catch (IllegalArgumentException refused) {
      throw reader.malformed(refused.getMessage());
    }
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(Integer::intValue).toArray();
  }

  private static Optional<Object> optional(Object component) { return Optional.ofNullable(component); }

  /// The components of a `Sequence`, or the one component.
  private List<Map<?, ?>> sequence(Object component, String field) {
    Map<?, ?> map = map(component);
    if (!type(map).equals("Sequence")) return List.of(map);
    List<Map<?, ?>> all = new ArrayList<>();
    for (Object each : list(map.get(field))) all.addAll(sequence(each, field));
    return all;
  }

  private String type(Map<?, ?> component) { return string(component, "type"); }

  private MalformedFileException unsupported(String what, Map<?, ?> component) {
    return reader.malformed(what + " " + type(component) + " is not supported");
  }

  private Map<?, ?> map(Object value) {
    if (value instanceof Map<?, ?> map) return map;
    throw reader.malformed("an object is missing");
  }

  private List<?> list(Object value) {
    if (value instanceof List<?> list) return list;
    throw reader.malformed("an array is missing");
  }

  private String string(Map<?, ?> map, String key) {
    if (map.get(key) instanceof String string) return string;
    throw reader.malformed("the string \"" + key + "\" is missing");
  }

  private static boolean flag(Map<?, ?> map, String key) { return Boolean.TRUE.equals(map.get(key)); }
}
