package zerograd.rl.analysis;

import java.util.regex.Pattern;

/// Whether a response puts an answer in a box, `\boxed{…}`, with braces closed and at most two levels of braces inside.
///
/// As SimpleRL-Zoo looks for boxes; Zeng et al. 2025, *SimpleRL-Zoo*, arXiv:2503.18892.
public final class Boxed {

  private static final Pattern BOX = Pattern
      .compile("\\\\boxed\\{(?:[^{}]|\\{(?:[^{}]|\\{[^{}]*+\\})*+\\})*+\\}");

  private Boxed() {}

  /// Whether `text` has such a box.
  public static boolean isIn(String text) { return BOX.matcher(text).find(); }
}
