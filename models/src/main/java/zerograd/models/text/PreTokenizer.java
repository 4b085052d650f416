package zerograd.models.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;

/// Cuts text into pieces (a word with the space before it, a few digits, a run of punctuation); merges never
/// cross a piece's border.
///
/// One step after the other cuts the pieces of the one before. The published patterns are written for Oniguruma;
/// Java's `UNICODE_CHARACTER_CLASS` gives them the same meaning, above all that `\s` is every white space.
public final class PreTokenizer {

  private static final String CONTRACTION_OR_WORD = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
      + "|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+";
  private static final String SYMBOLS_OR_SPACE = " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*"
      + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

  /// Receives the pieces in order.
  public interface Pieces {
    /// The piece `text[from, to)`, never empty.
    void accept(int from, int to);
  }

  /// What becomes of a match of a step's pattern; what lies between two matches is always a piece, or part of one.
  public enum Behavior {
    /// A piece of its own.
    ISOLATED,
    /// Nothing: it is left out.
    REMOVED,
    /// The end of the piece before it.
    MERGED_WITH_PREVIOUS,
    /// The beginning of the piece after it.
    MERGED_WITH_NEXT,
    /// One piece with the matches that touch it.
    CONTIGUOUS
  }

  /// One step: a regular expression and what becomes of its matches; if `inverted`, of what is between them.
  public record Step(String pattern, Behavior behavior, boolean inverted) {

    /// Matches are pieces of their own.
    public static Step isolated(String pattern) { return new Step(pattern, Behavior.ISOLATED, false); }
  }

  private final List<Step> steps;
  private final List<BoundedPattern> patterns = new ArrayList<>();

  /// @throws IllegalArgumentException if Java has no such regular expression, or gives it another meaning
  public PreTokenizer(List<Step> steps) {
    this.steps = List.copyOf(steps);
    for (Step step : steps) patterns.add(new BoundedPattern(step.pattern));
  }

  /// A single step whose matches are pieces of their own.
  ///
  /// @throws IllegalArgumentException as the other
  public PreTokenizer(String pattern) { this(List.of(Step.isolated(pattern))); }

  /// Qwen2's: every digit is a piece of its own.
  public static PreTokenizer qwen2() {
    return new PreTokenizer(CONTRACTION_OR_WORD + "|\\p{N}|" + SYMBOLS_OR_SPACE);
  }

  /// Llama 3's: digits in threes.
  public static PreTokenizer llama3() {
    return new PreTokenizer(CONTRACTION_OR_WORD + "|\\p{N}{1,3}|" + SYMBOLS_OR_SPACE);
  }

  /// Mistral's "tekken": a capital letter inside a word begins a piece.
  public static PreTokenizer tekken() {
    String capital = "[\\p{Lu}\\p{Lt}\\p{Lm}\\p{Lo}\\p{M}]", small = "[\\p{Ll}\\p{Lm}\\p{Lo}\\p{M}]";
    String before = "[^\\r\\n\\p{L}\\p{N}]?";
    return new PreTokenizer(before + capital + "*" + small + "+|" + before + capital + "+" + small + "*|\\p{N}"
        + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n/]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");
  }

  /// DeepSeek V2's and V3's: first digits in threes, then Chinese and Japanese, then words.
  public static PreTokenizer deepSeekV3() {
    return new PreTokenizer(List.of(Step.isolated("\\p{N}{1,3}"), Step.isolated("[一-龥぀-ゟ゠-ヿ]+"),
        Step.isolated("[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+"
            + "|[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\\r\\n]*"
            + "|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+")));
  }

  /// GPT-2's, which a `ByteLevel` pre-tokenizer uses when it is given none.
  public static PreTokenizer gpt2() {
    return new PreTokenizer(
        "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");
  }

  /// All of these, whose patterns go through a text once.
  static List<PreTokenizer> published() { return List.of(qwen2(), llama3(), tekken(), deepSeekV3(), gpt2()); }

  /// Leaves text whole.
  public static PreTokenizer none() { return new PreTokenizer(List.of()); }

  public List<Step> steps() { return steps; }

  /// Cuts `text` into its pieces.
  ///
  /// @throws IllegalArgumentException if a pattern that is none of the published ones takes too many steps on it
  public void split(String text, Pieces pieces) { split(text, 0, text.length(), 0, pieces); }

  /// The part `text[from, to)` as if it stood alone, by the steps from number `step` on.
  private void split(String text, int from, int to, int step, Pieces pieces) {
    if (step == steps.size()) {
      if (from < to) pieces.accept(from, to);
      return;
    }
    Pieces next = step + 1 == steps.size()
        ? pieces
        : (begin, end) -> split(text, begin, end, step + 1, pieces);
    Matcher matcher = patterns.get(step).matcher(text).region(from, to);
    if (steps.get(step).behavior == Behavior.ISOLATED) isolate(matcher, from, to, next);
    else
      cut(matcher, from, to, steps.get(step), next);
  }

  private static void isolate(Matcher matcher, int from, int to, Pieces pieces) {
    int done = from;
    while (BoundedPattern.find(matcher)) {
      if (matcher.start() > done) pieces.accept(done, matcher.start());
      if (matcher.end() > matcher.start()) pieces.accept(matcher.start(), matcher.end());
      done = matcher.end();
    }
    if (done < to) pieces.accept(done, to);
  }

  /// A stretch that matched, or one between two matches.
  private record Stretch(int from, int to, boolean matched) {}

  private static void cut(Matcher matcher, int from, int to, Step step, Pieces pieces) {
    List<Stretch> stretches = new ArrayList<>();
    int done = from;
    while (BoundedPattern.find(matcher)) {
      if (matcher.start() > done) stretches.add(new Stretch(done, matcher.start(), step.inverted));
      if (matcher.end() > matcher.start()) {
        stretches.add(new Stretch(matcher.start(), matcher.end(), !step.inverted));
      }
      done = matcher.end();
    }
    if (done < to) stretches.add(new Stretch(done, to, step.inverted));
    for (int i = 0; i < stretches.size(); i++) {
      int last = lastOfPiece(stretches, i, step.behavior);
      if (last >= i) pieces.accept(stretches.get(i).from, stretches.get(last).to);
      i = Math.max(i, last);
    }
  }

  /// The stretch with which the piece ends that begins with stretch `i`; less than `i` if that one is left out.
  private static int lastOfPiece(List<Stretch> stretches, int i, Behavior behavior) {
    boolean matched = stretches.get(i).matched;
    return switch (behavior) {
      case ISOLATED -> i;
      case REMOVED -> matched ? -1 : i;
      case MERGED_WITH_PREVIOUS -> !matched && matched(stretches, i + 1) ? i + 1 : i;
      case MERGED_WITH_NEXT -> matched && i + 1 < stretches.size() && !matched(stretches, i + 1) ? i + 1 : i;
      case CONTIGUOUS -> {
        int last = i;
        while (last + 1 < stretches.size() && stretches.get(last + 1).matched == matched)
          last++;
        yield last;
      }
    };
  }

  private static boolean matched(List<Stretch> stretches, int i) {
    return i < stretches.size() && stretches.get(i).matched;
  }

  @Override public boolean equals(Object other) {
    return other instanceof PreTokenizer splitter && steps.equals(splitter.steps);
  }

  @Override public int hashCode() { return steps.hashCode(); }

  @Override public String toString() { return "PreTokenizer" + steps; }
}
