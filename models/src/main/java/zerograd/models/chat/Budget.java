package zerograd.models.chat;

/// What one rendering may cost, so that no template hangs or fills the memory.
final class Budget {

  /// Operations, loop rounds, and characters by the sixteen.
  private static final long STEPS = 20_000_000;

  /// The longest text, and the longest list.
  static final int LONGEST_TEXT = 1 << 24, LONGEST_LIST = 1 << 20;

  /// Expressions, statements and calls inside each other; values inside each other.
  static final int DEEPEST = 400, DEEPEST_VALUE = 200;

  private long left = STEPS;
  private int depth;

  void step() { spend(1); }

  void spend(long steps) {
    left -= steps;
    if (left < 0) throw new Failure("the template needs more than %,d steps; does it end?", STEPS);
  }

  void enter() { if (++depth > DEEPEST) throw new Failure("the template nests more than %d deep", DEEPEST); }

  void leave() { depth--; }

  /// Before a text of `length` characters is made.
  void text(long length) {
    if (length > LONGEST_TEXT)
      throw new Failure("the template makes a text of more than %,d characters", LONGEST_TEXT);
    spend(length >> 4);
  }

  /// Before a list of `length` elements is made.
  void list(long length) {
    if (length > LONGEST_LIST)
      throw new Failure("the template makes a list of more than %,d elements", LONGEST_LIST);
    spend(length);
  }

  /// Before `needle` is looked for in `text`, where in the worst case each character is compared with each.
  void search(String text, String needle) {
    spend((text.length() >> 4) + ((long) text.length() * needle.length() >> 12));
  }
}
