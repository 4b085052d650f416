package zerograd.rl.puzzle;

import java.util.Optional;
import java.util.OptionalInt;
import zerograd.models.text.Tokenizer;
import zerograd.models.text.TokenizerConfig;

/// The sixteen characters of [DigitCompletion] as tokens: `S E P U 0 1 2 3 4 5 6 7 8 9 , :` are 0 to 15.
///
/// S separates the prompt from the response, E ends the response, P pads, U stands for any other character.
public final class DigitTokenizer implements Tokenizer {

  public static final String SEPARATOR = "S", END = "E";
  public static final int SEPARATOR_ID = 0, END_ID = 1, PAD_ID = 2, UNKNOWN_ID = 3;

  private static final String CHARACTERS = "SEPU0123456789,:";
  private static final TokenizerConfig CONFIG = new TokenizerConfig(Optional.empty(), Optional.of(END),
      Optional.of("P"), Optional.empty());

  public DigitTokenizer() {}

  @Override public int vocabSize() { return CHARACTERS.length(); }

  @Override public int[] encode(String text) {
    return text.codePoints().map(CHARACTERS::indexOf).map(id -> id < 0 ? UNKNOWN_ID : id).toArray();
  }

  /// As [#encode]: the model expects nothing around a text.
  @Override public int[] encodeWithSpecial(String text) { return encode(text); }

  /// A prompt as the model gets it, with the separator behind it.
  public int[] encodePrompt(String prompt) { return encode(prompt + SEPARATOR); }

  @Override public byte[] bytes(int id) {
    return id < 0 || id >= CHARACTERS.length() ? new byte[0] : new byte[]{(byte) CHARACTERS.charAt(id)};
  }

  @Override public boolean isSpecial(int id) { return id >= SEPARATOR_ID && id <= UNKNOWN_ID; }

  @Override public OptionalInt id(String token) {
    int id = token.length() == 1 ? CHARACTERS.indexOf(token) : -1;
    return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  @Override public TokenizerConfig config() { return CONFIG; }
}
