package zerograd.rl.puzzle;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The sixteen characters of [DigitCompletion] as tokens: `S E P U 0 1 2 3 4 5 6 7 8 9 , :` are 0 to 15.
///
/// S separates the prompt from the response, E ends the response, P pads, U stands for any other character.
public final class DigitTokenizer {

  public static final String SEPARATOR = "S", END = "E";
  public static final int SEPARATOR_ID = 0, END_ID = 1, PAD_ID = 2, UNKNOWN_ID = 3;

  private static final String CHARACTERS = "SEPU0123456789,:";

  public DigitTokenizer() {}

  public int vocabSize() { return CHARACTERS.length(); }

  public int[] encode(String text) {
    return text.chars().map(CHARACTERS::indexOf).map(id -> id < 0 ? UNKNOWN_ID : id).toArray();
  }

  /// A prompt as the model gets it, with the separator behind it.
  public int[] encodePrompt(String prompt) { return encode(prompt + SEPARATOR); }

  /// @throws IllegalArgumentException if an id is outside 0 … 15
  public String decode(int... ids) {
    return IntStream.of(ids).mapToObj(id -> {
      if (id < 0 || id >= CHARACTERS.length())
        throw new IllegalArgumentException("decode: ids are 0 to 15, got " + id);
      return CHARACTERS.substring(id, id + 1);
    }).collect(Collectors.joining());
  }
}
