package zerograd.models.chat;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.Locale;

/// Dates as C's `strftime` writes them in English.
final class Strftime {

  private Strftime() {}

  /// @throws Failure if a directive is not supported
  static String format(String pattern, LocalDateTime time) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c != '%') {
        text.append(c);
        continue;
      }
      if (++i == pattern.length()) throw new Failure("strftime_now: a format ends with %");
      boolean plain = pattern.charAt(i) == '-';
      if (plain && ++i == pattern.length()) throw new Failure("strftime_now: a format ends with %-");
      String field = field(pattern.charAt(i), time);
      text.append(plain && field.matches("0+\\d+") ? field.replaceFirst("^0+(?=\\d)", "") : field);
    }
    return text.toString();
  }

  private static String field(char directive, LocalDateTime time) {
    return switch (directive) {
      case 'Y' -> Integer.toString(time.getYear());
      case 'y' -> two(time.getYear() % 100);
      case 'm' -> two(time.getMonthValue());
      case 'd' -> two(time.getDayOfMonth());
      case 'e' -> "%2d".formatted(time.getDayOfMonth());
      case 'j' -> "%03d".formatted(time.getDayOfYear());
      case 'b', 'h' -> time.getMonth().getDisplayName(TextStyle.SHORT, Locale.US);
      case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.US);
      case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.US);
      case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.US);
      case 'u' -> Integer.toString(time.getDayOfWeek().getValue());
      case 'w' -> Integer.toString(time.getDayOfWeek().getValue() % 7);
      case 'H' -> two(time.getHour());
      case 'I' -> two((time.getHour() + 11) % 12 + 1);
      case 'p' -> time.getHour() < 12 ? "AM" : "PM";
      case 'M' -> two(time.getMinute());
      case 'S' -> two(time.getSecond());
      case 'f' -> "%06d".formatted(time.getNano() / 1000);
      case 'F' -> DateTimeFormatter.ISO_LOCAL_DATE.format(time);
      case 'T' -> "%s:%s:%s".formatted(two(time.getHour()), two(time.getMinute()), two(time.getSecond()));
      case 'D' ->
        "%s/%s/%s".formatted(two(time.getMonthValue()), two(time.getDayOfMonth()), two(time.getYear() % 100));
      case 'R' -> two(time.getHour()) + ":" + two(time.getMinute());
      case 'z', 'Z' -> "";                                  // a local time has no zone
      case 'n' -> "\n";
      case 't' -> "\t";
      case '%' -> "%";
      default -> throw new Failure("strftime_now: the directive %%%c is not supported", directive);
    };
  }

  private static String two(int number) { return "%02d".formatted(number); }
}
