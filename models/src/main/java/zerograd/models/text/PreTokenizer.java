package zerograd.models.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Cuts text into pieces (a word with the space before it, a few digits, a run of punctuation); merges never
/// cross a piece's border.
///
/// Every match of `pattern` is a piece, and so is what lies between two matches. The published patterns are
/// written for Oniguruma; Java's `UNICODE_CHARACTER_CLASS` gives them the same meaning, above all that `\s`
/// is every white space.
public record PreTokenizer(String pattern) {

  private static final String CONTRACTION_OR_WORD = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
      + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+";
  private static final String SYMBOLS_OR_SPACE = " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
      + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  /// Receives the pieces in order.
  public interface Pieces {
    /// The piece `text[from, to)`, never empty.
    void accept(int from, int to);
  }

  /// @throws IllegalArgumentException if Java has no such regular expression, or gives it another meaning
  public PreTokenizer {
    for (String other : new String[]{"\\h", "\\H", "[:", "\\O", "\\y", "\\Y"}) {
      if (pattern.contains(other)) {
        throw new IllegalArgumentException("the pattern has " + other + ", which Java reads differently");
      }
    }
    try {
      compile(pattern);
    } catch (PatternSyntaxException refused) {
      throw new IllegalArgumentException("the pattern is not a regular expression of Java: "
          + refused.getDescription(), refused);
    }
  }

  /// Qwen2's: every digit is a piece of its own.
  public static PreTokenizer qwen2() {
    return new PreTokenizer(CONTRACTION_OR_WORD + "|\\p{N}|" + SYMBOLS_OR_SPACE);
  }

  /// Llama 3's: digits in threes.
  public static PreTokenizer llama3() {
    return new PreTokenizer(CONTRACTION_OR_WORD + "|\\p{N}{1,3}|" + SYMBOLS_OR_SPACE);
  }

  /// GPT-2's, which a `ByteLevel` pre-tokenizer uses when it is given none.
  public static PreTokenizer gpt2() {
    return new PreTokenizer(
        "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");
  }

  /// Cuts `text` into its pieces.
  public void split(String text, Pieces pieces) {
    Matcher matcher = compile(pattern).matcher(text);
    int done = 0;
    while (matcher.find()) {
      if (matcher.start() > done) pieces.accept(done, matcher.start());
      if (matcher.end() > matcher.start()) pieces.accept(matcher.start(), matcher.end());
      done = matcher.end();
    }
    if (done < text.length()) pieces.accept(done, text.length());
  }

  private static Pattern compile(String pattern) {
    return Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS);
  }
}
