package zerograd.models.gguf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import zerograd.models.text.AddedToken;
import zerograd.models.text.BytePairTokenizer;
import zerograd.models.text.PreTokenizer;

/// The keys of a tokenizer in a GGUF file.
///
/// llama.cpp knows the published splitting patterns by name and cannot be given another. It does not normalise
/// text, which for Qwen's NFC means that text in another form may get other tokens there.
///
/// ggml, `docs/gguf.md`, and llama.cpp, `llama-vocab.cpp`.
final class GgufTokenizer {

  private static final int NORMAL = 1, CONTROL = 3, USER_DEFINED = 4, UNUSED = 5;

  private GgufTokenizer() {}

  /// A file without a tokenizer, for token ids only.
  static Map<String, Object> none() { return Map.of("tokenizer.ggml.model", "no_vocab"); }

  /// @param vocabSize rows of the embedding; those without a token are named `[PAD7]` and marked unused
  /// @param ends tokens that end a text, the model's own first
  /// @throws IllegalArgumentException if llama.cpp has no tokenizer like this
  static Map<String, Object> of(BytePairTokenizer tokenizer, int vocabSize, List<Integer> ends) {
    Map<String, Object> keys = new LinkedHashMap<>();
    keys.put("tokenizer.ggml.model", "gpt2");
    keys.put("tokenizer.ggml.pre", splitting(tokenizer));
    tokens(tokenizer, vocabSize, keys);
    keys.put("tokenizer.ggml.merges", tokenizer.merges());
    special(tokenizer, ends, keys);
    tokenizer.config().chatTemplate().ifPresent(template -> keys.put("tokenizer.chat_template", template));
    return keys;
  }

  /// llama.cpp's name for how text is cut into pieces, and for whether a piece that is a token stays whole.
  private static String splitting(BytePairTokenizer tokenizer) {
    PreTokenizer pieces = tokenizer.preTokenizer();
    boolean whole = tokenizer.ignoresMerges();
    if (!tokenizer.isByteLevel())
      throw new IllegalArgumentException(
          "GGUF: tokenizers that begin with characters, as Llama 2's, are not exported");
    if (pieces.equals(PreTokenizer.llama3())) return whole ? "llama-bpe" : "smaug-bpe";
    if (pieces.equals(PreTokenizer.tekken()) && whole) return "tekken";
    if (pieces.equals(PreTokenizer.qwen2()) && !whole) return "qwen2";
    if (pieces.equals(PreTokenizer.deepSeekV3()) && !whole) return "deepseek-v3";
    if (pieces.equals(PreTokenizer.gpt2()) && !whole) return "gpt-2";
    throw new IllegalArgumentException(
        "GGUF: llama.cpp has no name for a tokenizer that splits text by %s%s".formatted(pieces.steps(),
            whole ? " with ignore_merges" : ""));
  }

  private static void tokens(BytePairTokenizer tokenizer, int vocabSize, Map<String, Object> keys) {
    String[] texts = new String[vocabSize];
    int[] types = new int[vocabSize];
    Arrays.fill(types, NORMAL);
    for (int id = 0; id < vocabSize; id++) {
      int unused = id;
      texts[id] = tokenizer.spelling(id).orElseGet(() -> {
        types[unused] = UNUSED;
        return "[PAD" + unused + "]";
      });
    }
    for (AddedToken token : tokenizer.addedTokens()) {
      if (token.id() < vocabSize) types[token.id()] = token.special() ? CONTROL : USER_DEFINED;
    }
    keys.put("tokenizer.ggml.tokens", List.of(texts));
    keys.put("tokenizer.ggml.token_type", types);
  }

  private static void special(BytePairTokenizer tokenizer, List<Integer> ends, Map<String, Object> keys) {
    List<Integer> all = new ArrayList<>();
    tokenizer.eosId().ifPresent(all::add);
    ends.stream().filter(id -> !all.contains(id)).forEach(all::add);
    int[] before = tokenizer.idsBefore(), after = tokenizer.idsAfter();
    OptionalInt bos = before.length == 1 ? OptionalInt.of(before[0]) : tokenizer.bosId();
    boolean addEos = after.length == 1 && !all.isEmpty() && after[0] == all.getFirst();
    if (before.length > 1 || after.length > 0 && !addEos) {
      throw new IllegalArgumentException(
          "GGUF: llama.cpp puts at most a begin and an end token around a text, the tokenizer's template has %s and %s"
              .formatted(Arrays.toString(before), Arrays.toString(after)));
    }
    bos.ifPresent(id -> keys.put("tokenizer.ggml.bos_token_id", id));
    if (!all.isEmpty()) keys.put("tokenizer.ggml.eos_token_id", all.getFirst());
    if (all.size() > 1) keys.put("tokenizer.ggml.eot_token_id", all.get(1));
    tokenizer.padId().ifPresent(id -> keys.put("tokenizer.ggml.padding_token_id", id));
    keys.put("tokenizer.ggml.add_bos_token", before.length == 1);
    keys.put("tokenizer.ggml.add_eos_token", addEos);
  }
}
