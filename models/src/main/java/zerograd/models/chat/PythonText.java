package zerograd.models.chat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/// Text as Python has it: characters are code points, and these functions are methods of its `str`.
///
/// Python 3, *The Python Standard Library*, "Text Sequence Type — str".
final class PythonText {

  private PythonText() {}

  /// What `str.isspace` calls white space.
  static boolean isSpace(int c) {
    return c >= 9 && c <= 13 || c >= 0x1c && c <= 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680
        || c >= 0x2000 && c <= 0x200a || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f
        || c == 0x3000;
  }

  static String strip(String text) { return stripRight(stripLeft(text)); }

  static String stripLeft(String text) { return stripLeft(text, PythonText::isSpace); }

  static String stripRight(String text) { return stripRight(text, PythonText::isSpace); }

  static String stripLeft(String text, IntPredicate gone) {
    int from = 0;
    while (from < text.length() && gone.test(text.codePointAt(from)))
      from += Character.charCount(text.codePointAt(from));
    return text.substring(from);
  }

  static String stripRight(String text, IntPredicate gone) {
    int to = text.length();
    while (to > 0 && gone.test(text.codePointBefore(to)))
      to -= Character.charCount(text.codePointBefore(to));
    return text.substring(0, to);
  }

  static int length(String text) { return text.codePointCount(0, text.length()); }

  /// Each character as a text of its own.
  static List<Object> characters(String text) {
    List<Object> characters = new ArrayList<>();
    text.codePoints().forEach(c -> characters.add(Character.toString(c)));
    return characters;
  }

  /// At runs of white space, at most `times` times, without empty pieces.
  static List<Object> splitSpace(String text, long times) {
    List<Object> pieces = new ArrayList<>();
    String rest = stripLeft(text);
    while (!rest.isEmpty()) {
      int end = 0;
      while (end < rest.length() && !isSpace(rest.charAt(end)))
        end++;
      if (pieces.size() == times) end = rest.length();
      pieces.add(rest.substring(0, end));
      int next = end;
      while (next < rest.length() && isSpace(rest.charAt(next)))
        next++;
      rest = rest.substring(next);
    }
    return pieces;
  }

  static List<Object> split(String text, String separator, long times) {
    List<Object> pieces = new ArrayList<>();
    int from = 0;
    for (int at; pieces.size() != times
        && (at = text.indexOf(separator, from)) >= 0; from = at + separator.length())
      pieces.add(text.substring(from, at));
    pieces.add(text.substring(from));
    return pieces;
  }

  /// As [#split], from the end.
  static List<Object> splitFromEnd(String text, String separator, long times) {
    List<Object> pieces = new ArrayList<>();
    int to = text.length();
    for (int at; pieces.size() != times && (at = to < separator.length()
        ? -1
        : text.lastIndexOf(separator, to - separator.length())) >= 0; to = at)
      pieces.addFirst(text.substring(at + separator.length(), to));
    pieces.addFirst(text.substring(0, to));
    return pieces;
  }

  static List<Object> lines(String text, boolean keepEnds) {
    List<Object> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if (!endsLine(text.charAt(i))) continue;
      int end = text.startsWith("\r\n", i) ? i + 2 : i + 1;
      lines.add(text.substring(from, keepEnds ? end : i));
      from = end;
      i = end - 1;
    }
    if (from < text.length()) lines.add(text.substring(from));
    return lines;
  }

  private static boolean endsLine(char c) {
    return c >= '\n' && c <= '\r' || c >= 0x1c && c <= 0x1e || c == 0x85 || c == 0x2028 || c == 0x2029;
  }

  static String upper(String text) { return text.toUpperCase(Locale.ROOT); }

  static String lower(String text) { return text.toLowerCase(Locale.ROOT); }

  /// The first character as in a title, the others small.
  static String capitalize(String text) {
    if (text.isEmpty()) return text;
    int end = text.offsetByCodePoints(0, 1);
    return titleCase(text.codePointAt(0)) + lower(text).substring(lower(text.substring(0, end)).length());
  }

  /// Each run of letters as [#capitalize] would have it.
  static String title(String text) {
    StringBuilder title = new StringBuilder();
    boolean inWord = false;
    for (int c : text.codePoints().toArray()) {
      title.append(inWord ? lower(Character.toString(c)) : titleCase(c));
      inWord = isCased(c);
    }
    return title.toString();
  }

  private static String titleCase(int c) {
    if (Character.toTitleCase(c) != c) return Character.toString(Character.toTitleCase(c));
    String upper = upper(Character.toString(c));
    int first = upper.offsetByCodePoints(0, 1);
    return upper.substring(0, first) + lower(upper.substring(first));
  }

  private static boolean isCased(int c) {
    return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
  }

  /// All of a text that is not empty.
  static boolean all(String text, IntPredicate each) {
    return !text.isEmpty() && text.codePoints().allMatch(each);
  }

  /// Has letters with a case, and all of them this one.
  static boolean isUpper(String text) { return hasOne(text, Character::isUpperCase); }

  /// As [#isUpper], for small letters.
  static boolean isLower(String text) { return hasOne(text, Character::isLowerCase); }

  private static boolean hasOne(String text, IntPredicate right) {
    return text.codePoints().anyMatch(right)
        && text.codePoints().filter(PythonText::isCased).allMatch(right);
  }

  static boolean isAlphanumeric(int c) {
    int type = Character.getType(c);
    return Character.isLetter(c) || type == Character.DECIMAL_DIGIT_NUMBER || type == Character.LETTER_NUMBER
        || type == Character.OTHER_NUMBER;
  }

  /// As Python writes it in code: in single quotes, unless that would need more backslashes.
  static String repr(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder repr = new StringBuilder().append(quote);
    text.codePoints().forEach(c -> {
      switch (c) {
        case '\n' -> repr.append("\\n");
        case '\r' -> repr.append("\\r");
        case '\t' -> repr.append("\\t");
        case '\\' -> repr.append("\\\\");
        default -> {
          if (c == quote) repr.append('\\').append(quote);
          else if (isPrintable(c)) repr.appendCodePoint(c);
          else
            repr.append((c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c));
        }
      }
    });
    return repr.append(quote).toString();
  }

  private static boolean isPrintable(int c) {
    return c == ' ' || switch (Character.getType(c)) {
      case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR ->
        false;
      default -> true;
    };
  }

  /// The shortest digits that read back as the same number, with an exponent below 10⁻⁴ and from 10¹⁶ on.
  static String repr(double number) {
    if (Double.isNaN(number)) return "nan";
    if (Double.isInfinite(number)) return number > 0 ? "inf" : "-inf";
    if (number == 0) return 1 / number < 0 ? "-0.0" : "0.0";
    BigDecimal shortest = new BigDecimal(Double.toString(Math.abs(number))).stripTrailingZeros();
    String sign = number < 0 ? "-" : "", digits = shortest.unscaledValue().toString();
    int exponent = digits.length() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < 16) {
      String plain = shortest.toPlainString();
      return sign + (plain.contains(".") ? plain : plain + ".0");
    }
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    return "%s%c%se%c%02d".formatted(sign, digits.charAt(0), fraction, exponent < 0 ? '-' : '+',
        Math.abs(exponent));
  }

  /// What a string in a template stands for, from what is between its quotes.
  static String unescape(String written) {
    if (written.indexOf('\\') < 0) return written;
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < written.length(); i++) {
      char c = written.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      c = written.charAt(++i);
      switch (c) {
        case '\n' -> {
          // a backslash at the end of a line joins it with the next
        }
        case 'n' -> text.append('\n');
        case 't' -> text.append('\t');
        case 'r' -> text.append('\r');
        case 'b' -> text.append('\b');
        case 'f' -> text.append('\f');
        case 'a' -> text.append('\007');
        case 'v' -> text.append('\013');
        case '\\', '\'', '"' -> text.append(c);
        case 'x', 'u', 'U' -> {
          int length = c == 'x' ? 2 : c == 'u' ? 4 : 8;
          text.appendCodePoint(hexadecimal(written, i + 1, length));
          i += length;
        }
        case 'N' -> throw new Failure("the escape \\N is not supported");
        case '0', '1', '2', '3', '4', '5', '6', '7' -> {
          int end = i;
          while (end < written.length() && end < i + 3 && written.charAt(end) >= '0'
              && written.charAt(end) <= '7')
            end++;
          text.appendCodePoint(Integer.parseInt(written.substring(i, end), 8));
          i = end - 1;
        }
        default -> text.append('\\').append(c);
      }
    }
    return text.toString();
  }

  private static int hexadecimal(String written, int from, int length) {
    String digits = written.substring(from, Math.min(written.length(), from + length));
    if (digits.length() < length || !digits.matches("[0-9a-fA-F]+") || Long.parseLong(digits, 16) > 0x10ffff)
      throw new Failure("a string has the escape \\%s, which is no character",
          written.substring(from - 1, Math.min(written.length(), from + length)));
    return Integer.parseInt(digits, 16);
  }
}
