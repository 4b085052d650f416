package zerograd.models.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import zerograd.models.json.JsonFiles;
import zerograd.models.json.JsonReader;

/// Byte-pair encoding, as Qwen2, Qwen2.5, Qwen3, Llama 3, DeepSeek and Mistral use it on bytes. Five steps:
///
///     "a<|im_end|> bc"
///     → a · <|im_end|> · " bc"     added tokens are cut out
///     → …                          the rest is normalised (NFC), if the file says so
///     → "a" · " bc"                and split into pieces
///     → 61 · 20 62 63              each piece is UTF-8 bytes, and each byte is a token
///     → 61 · 20 6263               of which neighbours merge, lowest rank first
///
/// Llama 2 and Mistral 7B begin with characters instead, a space written as `▁`, and spell only characters without a
/// token as bytes: `<0xE2>`.
///
/// Every text can be encoded, and `decode` gives it back, up to normalisation. Radford et al. 2019, *Language
/// Models are Unsupervised Multitask Learners*, section 2.2. The ids equal those of Hugging Face
/// `tokenizers`.
public final class BytePairTokenizer implements Tokenizer {

  /// The file that holds a tokenizer.
  public static final String FILE = "tokenizer.json";

  /// Pieces remembered with their ids; words repeat.
  private static final int CACHED_PIECES = 1 << 16;

  private static final byte[] NO_BYTES = {};

  private final BytePairModel model;
  private final TokenizerParts parts;
  private final PreTokenizer preTokenizer;
  private final List<AddedToken> addedTokens;
  private final int[] prefix;
  private final int[] suffix;
  private final TokenizerConfig config;

  private final AddedTokenFinder rawTokens;
  private final AddedTokenFinder normalizedTokens;
  private final int vocabSize;
  private final Map<Integer, AddedToken> addedById = new HashMap<>();
  private final Map<String, Integer> addedIds = new HashMap<>();
  private final Map<String, int[]> cache = new ConcurrentHashMap<>();

  BytePairTokenizer(BytePairModel model, TokenizerParts parts, List<AddedToken> addedTokens,
      TokenizerConfig config) {
    this.model = model;
    this.parts = parts;
    this.addedTokens = List.copyOf(addedTokens);
    this.config = config;
    preTokenizer = piecesOf(parts, model);
    prefix = parts.before().stream().mapToInt(Integer::intValue).toArray();
    suffix = parts.after().stream().mapToInt(Integer::intValue).toArray();
    rawTokens = new AddedTokenFinder(addedTokens.stream().filter(token -> !token.normalized()).toList(),
        s -> s);
    normalizedTokens = new AddedTokenFinder(addedTokens.stream().filter(AddedToken::normalized).toList(),
        parts.normalizer()::apply);
    vocabSize = addedTokens.stream().mapToInt(token -> token.id() + 1).reduce(model.vocabulary().size(),
        Math::max);
    for (int[] around : new int[][]{prefix, suffix})
      for (int id : around)
        if (id < 0 || id >= vocabSize)
          throw new IllegalArgumentException("TemplateProcessing: there is no token with the id " + id);
    for (AddedToken token : addedTokens) {
      addedById.put(token.id(), token);
      addedIds.put(token.content(), token.id());
    }
  }

  /// Text that is not cut at all is cut before each `▁` that follows something else, if no token goes across: the
  /// merges are the same, and words can be remembered.
  private static PreTokenizer piecesOf(TokenizerParts parts, BytePairModel model) {
    boolean whole = parts.preTokenizer().steps().isEmpty() && !model.ignoreMerges()
        && model.vocabulary().id("▁") != Vocabulary.NONE;
    return whole && model.mergesStayInWords() ? WORDS : parts.preTokenizer();
  }

  private static final PreTokenizer WORDS = new PreTokenizer("▁*[^▁]+|▁+");

  /// Reads `tokenizer.json` and, where there is one, `tokenizer_config.json` from a folder.
  ///
  /// @throws IOException if the folder has no tokenizer, or it cannot be read
  /// @throws zerograd.models.checkpoint.MalformedFileException if a file is broken, or asks for something
  ///   that is not supported; the message names it
  public static BytePairTokenizer open(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      throw new NoSuchFileException(folder.toString(), null, "the folder holds no " + FILE);
    }
    return open(folder, () -> JsonFiles.open(file));
  }

  /// As the other, for a caller that has `tokenizer.json` elsewhere: its bytes come from `json`.
  public static BytePairTokenizer open(Path folder, JsonReader.Source json) throws IOException {
    return TokenizerJsonReader.read(folder.resolve(FILE), json, TokenizerConfig.open(folder));
  }

  /// Writes `tokenizer.json` and `tokenizer_config.json`, so that `transformers` loads them.
  ///
  /// @throws IOException if that failed; no file is half-written
  public void save(Path folder) throws IOException {
    TokenizerJsonWriter.write(folder.resolve(FILE), this);
    config.save(folder);
  }

  /// This tokenizer with another configuration.
  public BytePairTokenizer withConfig(TokenizerConfig config) {
    return new BytePairTokenizer(model, parts, addedTokens, config);
  }

  @Override public int[] encode(String text) {
    Ids ids = new Ids(text.length() / 3 + 8);
    encode(text, ids);
    return ids.toArray();
  }

  @Override public int[] encodeWithSpecial(String text) {
    Ids ids = new Ids(text.length() / 3 + 8);
    ids.addAll(prefix);
    encode(text, ids);
    ids.addAll(suffix);
    return ids.toArray();
  }

  private void encode(String text, Ids ids) {
    String whole = withoutLoneSurrogates(text);
    split(rawTokens, whole, ids::add, (between, first) -> {
      split(normalizedTokens, parts.normalizer().apply(between), ids::add,
          (plain, alsoFirst) -> encodePlain(parts.spacePrefix().apply(plain, first && alsoFirst), ids));
    });
  }

  private interface Plain {
    /// @param first whether the text begins with this part
    void accept(String part, boolean first);
  }

  private static void split(AddedTokenFinder finder, String text, IntConsumer tokens, Plain plain) {
    finder.split(text, new AddedTokenFinder.Parts() {
      @Override public void text(int from, int to) { plain.accept(text.substring(from, to), from == 0); }

      @Override public void token(int id) { tokens.accept(id); }
    });
  }

  private void encodePlain(String text, Ids ids) {
    preTokenizer.split(text, (from, to) -> ids.addAll(encodePiece(text.substring(from, to))));
  }

  private int[] encodePiece(String piece) {
    if (piece.length() > BytePairModel.SHORT) return model.encode(piece);
    int[] known = cache.get(piece);
    if (known != null) return known;
    int[] ids = model.encode(piece);
    if (cache.size() >= CACHED_PIECES) cache.clear();
    cache.put(piece, ids);
    return ids;
  }

  /// Half a surrogate pair is no character, has no UTF-8, and becomes U+FFFD.
  private static String withoutLoneSurrogates(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return text.codePoints().map(c -> c >= 0xd800 && c < 0xe000 ? 0xfffd : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
      }
    }
    return text;
  }

  @Override public int vocabSize() { return vocabSize; }

  @Override public byte[] bytes(int id) {
    String written = written(id);
    return written == null ? NO_BYTES : parts.bytes(written);
  }

  @Override public boolean isSpecial(int id) {
    AddedToken added = addedById.get(id);
    return added != null && added.special();
  }

  @Override public boolean isByte(int id) {
    String written = parts.byteLevel() ? null : written(id);
    return written != null && parts.isByte(written);
  }

  /// How a token is spelled in a text that the normalizer has seen; null for an id without a token.
  private String written(int id) {
    AddedToken added = addedById.get(id);
    if (added == null) return model.vocabulary().token(id);
    return added.normalized() ? parts.normalizer().apply(added.content()) : added.content();
  }

  @Override public boolean dropsFirstSpace() { return parts.dropsFirstSpace(); }

  @Override public OptionalInt id(String token) {
    int id = addedIds.getOrDefault(token, model.vocabulary().id(token));
    return id == Vocabulary.NONE ? OptionalInt.empty() : OptionalInt.of(id);
  }

  @Override public TokenizerConfig config() { return config; }

  /// The tokens that are found as they are written, in the file's order.
  public List<AddedToken> addedTokens() { return addedTokens; }

  /// How text is split into pieces.
  public PreTokenizer preTokenizer() { return parts.preTokenizer(); }

  /// Whether the tokens are made of bytes, as in Qwen and Llama 3; else of characters, as in Llama 2 and Mistral 7B.
  public boolean isByteLevel() { return parts.byteLevel(); }

  /// How a token is written in the vocabulary file; empty for an id without a token.
  public Optional<String> spelling(int id) {
    AddedToken added = addedById.get(id);
    return Optional.ofNullable(added == null ? model.vocabulary().token(id) : added.content());
  }

  /// The merges in order of rank, each as two tokens with a space between them.
  public List<String> merges() {
    List<String> merges = new ArrayList<>(model.mergeCount());
    for (int rank = 0; rank < model.mergeCount(); rank++)
      merges.add(model.mergeLeft(rank) + " " + model.mergeRight(rank));
    return merges;
  }

  /// Whether a piece that is a token stays whole, whatever the merges.
  public boolean ignoresMerges() { return model.ignoreMerges(); }

  /// The ids that [#encodeWithSpecial] puts before a text.
  public int[] idsBefore() { return prefix.clone(); }

  /// The ids that [#encodeWithSpecial] puts after a text.
  public int[] idsAfter() { return suffix.clone(); }

  BytePairModel model() { return model; }

  TokenizerParts parts() { return parts; }
}
