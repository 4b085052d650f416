package zerograd.models.text;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A regular expression that a stranger wrote, run over a text in bounded time.
///
/// Java's engine goes back and tries again, which for `(?:a|aa)*?b` takes more
/// than 1.6ⁿ steps. So the characters it looks at are counted, and
/// a pattern that looks at each of them hundreds of times is refused. Patterns that are known to go through a text once are
/// run without counting.
final class BoundedPattern {

  /// Looks at a character of the text, on average; published patterns have fewer than thirty.
  private static final long LOOKS = 300;

  /// Looks that a short text is allowed.
  private static final long FEWEST = 1 << 20;

  private static final int LONGEST = 10_000;

  private final Pattern pattern;
  private final boolean counted;

  /// The regular expression, in Java, that a file means by `pattern`.
  ///
  /// @throws IllegalArgumentException if Java has no such regular expression, or gives it another meaning
  BoundedPattern(String pattern) { this(compile(pattern), !Published.PATTERNS.contains(pattern)); }

  private BoundedPattern(Pattern pattern, boolean counted) {
    this.pattern = pattern;
    this.counted = counted;
  }

  /// A text to be found as it is.
  static BoundedPattern literal(String text) {
    return new BoundedPattern(Pattern.compile(text, Pattern.LITERAL), false);
  }

  /// Patterns of published tokenizers, which are also the fast ones.
  private static final class Published {
    private static final Set<String> PATTERNS = new HashSet<>();

    static {
      for (PreTokenizer published : PreTokenizer.published())
        for (PreTokenizer.Step step : published.steps()) PATTERNS.add(step.pattern());
    }
  }

  private static Pattern compile(String pattern) {
    if (pattern.length() > LONGEST)
      throw new IllegalArgumentException(
          "the pattern has %,d characters, at most %,d are read".formatted(pattern.length(), LONGEST));
    for (String other : new String[]{"\\h", "\\H", "[:", "\\O", "\\y", "\\Y"}) {
      if (pattern.contains(other)) {
        throw new IllegalArgumentException("the pattern has " + other + ", which Java reads differently");
      }
    }
    try {
      return Pattern.compile(pattern, Pattern.UNICODE_CHARACTER_CLASS);
    } catch (PatternSyntaxException refused) {
      throw new IllegalArgumentException("the pattern is not a regular expression of Java: "
          + refused.getDescription(), refused);
    }
  }

  /// To be asked with [#find] only.
  Matcher matcher(String text) { return pattern.matcher(counted ? new Counted(text) : text); }

  /// The next match.
  ///
  /// @throws IllegalArgumentException if that takes too many steps, or a deeper stack than there is
  static boolean find(Matcher matcher) {
    try {
      return matcher.find();
    } catch (StackOverflowError deep) {
      throw new IllegalArgumentException("a pattern of the tokenizer goes too deep into the text", deep);
    }
  }

  /// A text that counts how often it is looked at.
  private static final class Counted implements CharSequence {

    private final String text;
    private long left;

    Counted(String text) {
      this.text = text;
      left = Math.max(FEWEST, LOOKS * text.length());
    }

    @Override public int length() { return text.length(); }

    @Override public char charAt(int index) {
      if (--left < 0)
        throw new IllegalArgumentException("a pattern of the tokenizer takes too many steps on the text");
      return text.charAt(index);
    }

    @Override public CharSequence subSequence(int from, int to) { return text.subSequence(from, to); }

    @Override public String toString() { return text; }
  }
}
