package zerograd.models.text;

/// UTF-8 that need not be whole or right, decoded: every maximal part that cannot be a character becomes one
/// U+FFFD.
///
/// Java's own decoder takes a surrogate or an overlong form for one error, where this rule sees one for each
/// byte. *The Unicode Standard* 16.0, table 3-7 (well-formed byte sequences) and section 3.9, "U+FFFD
/// Substitution of Maximal Subparts".
final class Utf8 {

  private static final char REPLACEMENT = '\ufffd';

  private Utf8() {}

  /// Whether a surrogate stands alone in `text`, which has no UTF-8 then.
  static boolean hasHalfAPair(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) continue;
      boolean pair = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
      if (!pair) return true;
      i++;
    }
    return false;
  }

  /// All of `bytes`.
  static String decode(byte[] bytes, int length) {
    StringBuilder text = new StringBuilder(length);
    int done = decode(bytes, length, text);
    return done < length ? text.append(REPLACEMENT).toString() : text.toString();
  }

  /// Appends what the first `length` bytes are, and returns how many that took; the rest, at most three
  /// bytes, begins a character that more bytes could complete.
  static int decode(byte[] bytes, int length, StringBuilder text) {
    int at = 0;
    while (at < length) {
      if (bytes[at] >= 0) {
        text.append((char) bytes[at++]);
        continue;
      }
      int lead = bytes[at] & 0xff, needed = characterLength(lead), valid = 1;
      while (valid < needed && at + valid < length && continues(lead, valid, bytes[at + valid] & 0xff))
        valid++;
      if (valid == needed) text.appendCodePoint(codePoint(bytes, at, needed));
      else if (valid < needed && at + valid == length) return at;
      else
        text.append(REPLACEMENT);
      at += valid;
    }
    return at;
  }

  /// Bytes of the character that `lead` begins; 0 if none does.
  private static int characterLength(int lead) {
    if (lead >= 0xc2 && lead < 0xe0) return 2;
    if (lead >= 0xe0 && lead < 0xf0) return 3;
    return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  }

  /// The range of the second byte depends on the first: no overlong forms, no surrogates, nothing above
  /// U+10FFFF.
  private static boolean continues(int lead, int position, int next) {
    if (position > 1) return next >= 0x80 && next < 0xc0;
    return switch (lead) {
      case 0xe0 -> next >= 0xa0 && next < 0xc0;
      case 0xed -> next >= 0x80 && next < 0xa0;
      case 0xf0 -> next >= 0x90 && next < 0xc0;
      case 0xf4 -> next >= 0x80 && next < 0x90;
      default -> next >= 0x80 && next < 0xc0;
    };
  }

  private static int codePoint(byte[] bytes, int at, int length) {
    int value = bytes[at] & 0xff >> length + 1;
    for (int i = 1; i < length; i++) value = value << 6 | bytes[at + i] & 0x3f;
    return value;
  }
}
