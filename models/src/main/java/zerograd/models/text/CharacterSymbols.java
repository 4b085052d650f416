package zerograd.models.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Characters as the symbols of byte-pair encoding. One without a token becomes its bytes `<0xE2>` …, if the model
/// has them, or else the unknown token; of neighbours that are unknown one token, if it fuses them.
///
/// Hugging Face `tokenizers`, `models/bpe/model.rs`, `merge_word`: there, unknown characters wait for the next known one, so bytes
/// between them come first.
final class CharacterSymbols implements BytePairModel.Symbols {

  private static final int NONE = Vocabulary.NONE;

  private final Map<Integer, Integer> idOfCharacter = new HashMap<>();
  private final int[] idOfByte = new int[256];
  private final boolean bytes;
  private final String unknownToken;
  private final int unknown;
  private final boolean fuses;

  /// @param unknownToken null if unknown characters are left out
  /// @throws IllegalArgumentException if the unknown token is not in the vocabulary
  CharacterSymbols(Vocabulary vocabulary, boolean bytes, String unknownToken, boolean fuses) {
    this.bytes = bytes;
    this.unknownToken = unknownToken;
    this.fuses = fuses;
    unknown = unknownToken == null ? NONE : vocabulary.require(unknownToken);
    for (int id = 0; id < vocabulary.size(); id++) {
      String token = vocabulary.token(id);
      if (token != null && token.length() <= 2 && token.codePointCount(0, token.length()) == 1) {
        idOfCharacter.put(token.codePointAt(0), id);
      }
    }
    for (int b = 0; b < 256; b++) idOfByte[b] = vocabulary.id("<0x%02X>".formatted(b));
  }

  @Override public int[] of(String piece) {
    int[] symbols = new int[3 * piece.length() + 1];        // a char has at most three bytes of UTF-8
    int size = 0;
    boolean waiting = false;
    for (int at = 0; at < piece.length();) {
      int character = piece.codePointAt(at);
      at += Character.charCount(character);
      Integer id = idOfCharacter.get(character);
      if (id == null) {
        int spelled = spell(character, symbols, size);
        if (spelled > 0) {
          size += spelled;
          continue;
        }
        if (waiting && !fuses) symbols[size++] = unknown;
        waiting = unknown != NONE;
      } else {
        if (waiting) symbols[size++] = unknown;
        waiting = false;
        symbols[size++] = id;
      }
    }
    if (waiting) symbols[size++] = unknown;
    return Arrays.copyOf(symbols, size);
  }

  /// Writes the bytes of a character and returns how many, or 0 if not all have a token.
  private int spell(int character, int[] symbols, int from) {
    if (!bytes) return 0;
    byte[] utf8 = Character.toString(character).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < utf8.length; i++) {
      int id = idOfByte[utf8[i] & 0xff];
      if (id == NONE) return 0;
      symbols[from + i] = id;
    }
    return utf8.length;
  }

  @Override public String spelled(String piece) { return piece; }

  @Override public String unknownToken() { return unknownToken; }

  @Override public boolean fusesUnknown() { return fuses; }

  @Override public boolean fallsBackToBytes() { return bytes; }
}
