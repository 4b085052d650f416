package zerograd.models.text;

import java.util.OptionalInt;

/// Turns text into the token ids that a model reads, and back. Safe for use by several threads.
public interface Tokenizer {

  /// One more than the largest id. A model's embedding may have more rows; no text ever encodes to them.
  int vocabSize();

  /// The ids of a text. Tokens such as `<|im_end|>` are recognised where they are written in it; none is
  /// added.
  ///
  /// @throws IllegalArgumentException if the tokenizer's file has a pattern that takes too many steps on the text, or a
  ///   normalizer that makes a text beyond measure of it; none of the published ones does
  int[] encode(String text);

  /// As [#encode], with what the model expects around a whole text, such as `<|begin_of_text|>` before it.
  int[] encodeWithSpecial(String text);

  /// The bytes that a token stands for, which need not be whole characters; none for an id without a token.
  byte[] bytes(int id);

  /// Whether a token stands for one byte of a character that has no token of its own. A run of such tokens that is
  /// not UTF-8 decodes to one U+FFFD for each byte.
  default boolean isByte(int id) { return false; }

  /// Whether a decoded text is without the space that it begins with.
  default boolean dropsFirstSpace() { return false; }

  /// Whether a token marks structure (a turn, the end) and is not text.
  boolean isSpecial(int id);

  /// The id of a token, in the spelling of the vocabulary file (`<|im_end|>`, `Ġthe`); empty if there is
  /// none.
  OptionalInt id(String token);

  /// Which tokens begin, end and pad a text, and the chat template.
  TokenizerConfig config();

  /// The token after which a text is over; empty if the files do not name one.
  default OptionalInt eosId() { return config().eosToken().map(this::id).orElse(OptionalInt.empty()); }

  /// The token before a text; empty if the files do not name one.
  default OptionalInt bosId() { return config().bosToken().map(this::id).orElse(OptionalInt.empty()); }

  /// The token that fills up a row; empty if the files do not name one. Nothing in this project pads.
  default OptionalInt padId() { return config().padToken().map(this::id).orElse(OptionalInt.empty()); }

  /// The text of some ids, special tokens included. Bytes that are not UTF-8 become U+FFFD, one for each
  /// maximal ill-formed part.
  default String decode(int... ids) { return decode(false, ids); }

  /// As [#decode(int...)], without the special tokens.
  default String decodeWithoutSpecial(int... ids) { return decode(true, ids); }

  private String decode(boolean skipSpecial, int... ids) {
    StreamingDecoder decoder = new StreamingDecoder(this, skipSpecial);
    StringBuilder text = new StringBuilder();
    for (int id : ids) text.append(decoder.next(id));
    return text.append(decoder.finish()).toString();
  }
}
