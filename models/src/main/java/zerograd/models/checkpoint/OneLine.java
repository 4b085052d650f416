package zerograd.models.checkpoint;

/// Text of a stranger as a part of a sentence: on one line, nothing in it that a terminal would act upon, and not too long.
///
/// A line feed becomes a backslash and `u000a`, for example.
public final class OneLine {

  private static final int LONGEST = 400, END = 60;

  private OneLine() {}

  /// `text` with controls, and the characters that turn the direction of writing, spelled in hexadecimal; the middle of what is
  /// long, or has become so, is left out.
  public static String of(String text) { return withoutMiddle(spelled(withoutMiddle(text))); }

  private static String withoutMiddle(String text) {
    if (text.length() <= LONGEST) return text;
    return text.substring(0, LONGEST - END) + " … " + text.substring(text.length() - END);
  }

  private static String spelled(String text) {
    if (text.chars().noneMatch(OneLine::acts)) return text;
    StringBuilder line = new StringBuilder();
    for (char c : text.toCharArray()) {
      if (acts(c)) line.append("\\u%04x".formatted((int) c));
      else
        line.append(c);
    }
    return line.toString();
  }

  private static boolean acts(int c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || c >= '\u202a' && c <= '\u202e'
        || c >= '\u2066' && c <= '\u2069';
  }
}
