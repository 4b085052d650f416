package zerograd.testkit.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/// Changes an input in one to eight small ways: bits, bytes, numbers, words of the format, pieces of itself and of others.
///
/// A piece may be anything, or a whole value: what stands in quotes or brackets, a number, a word. Changes of values leave most
/// texts well-formed, and so get past the parser's first look.
final class Mutator {

  /// Numbers around which parsers break, as text.
  private static final List<String> NUMBERS = List.of("0", "-1", "1", "-0", "255", "65536", "2147483647",
      "2147483648",
      "-2147483649", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
      "18446744073709551616", "1e999", "-1e999", "1e-999", "1e2147483647", "NaN", "Infinity", "-Infinity",
      "0.5",
      "99999999999999999999999999999999999999");

  /// What else a value can be.
  private static final List<String> LITERALS = List.of("null", "true", "false", "\"\"", "\"a\"", "[]", "{}",
      "[[]]", "{\"a\":1}");

  /// Numbers around which parsers break, in binary.
  private static final long[] INTEGERS = {0, 1, -1, 127, 128, 255, 256, 32767, 65535, 65536,
      Integer.MAX_VALUE,
      1L << 31, 0xffffffffL, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE};

  private final RandomGenerator random;
  private final List<byte[]> words = new ArrayList<>();
  private final int longest;

  Mutator(RandomGenerator random, List<String> words, int longest) {
    this.random = random;
    this.longest = longest;
    for (String word : words) this.words.add(word.getBytes(StandardCharsets.UTF_8));
  }

  /// A changed copy of `input`; pieces may come from `other`.
  byte[] change(byte[] input, byte[] other) {
    byte[] changed = input;
    for (int times = 1 << Math.max(0, random.nextInt(6) - 2); times > 0; times--)
      changed = once(changed, other);
    return changed.length <= longest ? changed : Arrays.copyOf(changed, longest);
  }

  private byte[] once(byte[] input, byte[] other) {
    return random.nextBoolean() ? anywhere(input, other) : value(input, other);
  }

  private byte[] anywhere(byte[] input, byte[] other) {
    int at = random.nextInt(input.length + 1);
    int end = at + random.nextInt(Math.min(input.length - at, 1 << random.nextInt(1, 9)) + 1);
    return switch (random.nextInt(12)) {
      case 0 -> put(input, at, b -> b ^ 1 << random.nextInt(8));
      case 1 -> put(input, at, _ -> random.nextInt(256));
      case 2 -> put(input, at, b -> b + random.nextInt(-3, 4));
      case 3 -> replace(input, at, end, new byte[0]);
      case 4 -> replace(input, at, at, Arrays.copyOfRange(input, at, end));
      case 5 -> {
        int to = random.nextInt(input.length + 1);
        yield replace(input, to, to, Arrays.copyOfRange(input, at, end));
      }
      case 6 -> replace(input, at, end, piece(other));
      case 7 -> replace(input, at, input.length,
          Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length));
      case 8 -> number(input, at);
      case 9 -> integer(input, at);
      case 10 -> repeated(input, at, end);
      default -> {
        byte[] word = words.isEmpty()
            ? new byte[]{(byte) random.nextInt(256)}
            : words.get(random.nextInt(words.size()));
        yield replace(input, at, random.nextBoolean() ? at : end, word);
      }
    };
  }

  /// Replaces a value by one from elsewhere, or puts one before it.
  private byte[] value(byte[] input, byte[] other) {
    Piece old = pieceIn(input);
    byte[] source = random.nextBoolean() ? input : other;
    Piece piece = pieceIn(source);
    byte[] with = switch (random.nextInt(6)) {
      case 0 -> NUMBERS.get(random.nextInt(NUMBERS.size())).getBytes(StandardCharsets.UTF_8);
      case 1 -> LITERALS.get(random.nextInt(LITERALS.size())).getBytes(StandardCharsets.UTF_8);
      case 2 -> words.isEmpty() ? new byte[0] : words.get(random.nextInt(words.size()));
      default -> Arrays.copyOfRange(source, piece.from, piece.to);
    };
    if (random.nextInt(4) > 0) return replace(input, old.from, old.to, with);
    byte[] first = Arrays.copyOf(with, with.length + 1);
    first[with.length] = (byte) (random.nextInt(4) == 0 ? ' ' : ',');
    return replace(input, old.from, old.from, first);
  }

  private record Piece(int from, int to) {}

  /// A value that begins at a random place or after it.
  private Piece pieceIn(byte[] text) {
    int from = random.nextInt(text.length + 1);
    while (from < text.length && " \n\t,:;=".indexOf(text[from]) >= 0)
      from++;
    if (from == text.length) return new Piece(from, from);
    int depth = 0;
    for (int at = from; at < text.length; at++) {
      byte b = text[at];
      if (b == '"' || b == '\'') {
        at = closing(text, at);
      } else if ("([{".indexOf(b) >= 0) depth++;
      else if (")]}".indexOf(b) >= 0) depth--;
      if (depth < 0) return new Piece(from, at);
      boolean goesOn = at + 1 < text.length && isWord(b) && isWord(text[at + 1]);
      if (depth == 0 && !goesOn) return new Piece(from, Math.min(at + 1, text.length));
    }
    return new Piece(from, text.length);
  }

  private static int closing(byte[] text, int quote) {
    for (int at = quote + 1; at < text.length; at++) {
      if (text[at] == '\\') at++;
      else if (text[at] == text[quote]) return at;
    }
    return text.length;
  }

  private static boolean isWord(byte b) {
    return Character.isLetterOrDigit(b) || b == '_' || b == '.' || b == '-' || b < 0;
  }

  private interface Change {
    int of(int b);
  }

  private static byte[] put(byte[] input, int at, Change change) {
    if (at == input.length) return input;
    byte[] changed = input.clone();
    changed[at] = (byte) change.of(changed[at]);
    return changed;
  }

  private byte[] piece(byte[] of) {
    int from = random.nextInt(of.length + 1);
    return Arrays.copyOfRange(of, from, from + random.nextInt(Math.min(of.length - from, 256) + 1));
  }

  /// Replaces the next number that is written in digits.
  private byte[] number(byte[] input, int from) {
    int at = from;
    while (at < input.length && !isDigit(input[at]))
      at++;
    int end = at;
    while (end < input.length && isDigit(input[end]))
      end++;
    return replace(input, at, end,
        NUMBERS.get(random.nextInt(NUMBERS.size())).getBytes(StandardCharsets.UTF_8));
  }

  private static boolean isDigit(byte b) { return b >= '0' && b <= '9'; }

  /// Overwrites four or eight bytes.
  private byte[] integer(byte[] input, int at) {
    int bytes = random.nextBoolean() ? 8 : 4;
    if (input.length < bytes) return input;
    byte[] changed = input.clone();
    int from = random.nextInt(4) == 0 ? 0 : Math.min(at, input.length - bytes);
    ByteBuffer buffer = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
    long value = INTEGERS[random.nextInt(INTEGERS.length)] + random.nextInt(-1, 2);
    if (bytes == 8) buffer.putLong(from, value);
    else
      buffer.putInt(from, (int) value);
    return changed;
  }

  /// A piece many times over, as in deep nesting.
  private byte[] repeated(byte[] input, int at, int end) {
    byte[] piece = Arrays.copyOfRange(input, at, Math.min(end, at + 8));
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    for (int times = 1 << random.nextInt(1, 12); times > 0 && many.size() < longest; times--)
      many.writeBytes(piece);
    return replace(input, at, at, many.toByteArray());
  }

  private static byte[] replace(byte[] input, int from, int to, byte[] with) {
    byte[] changed = new byte[input.length - (to - from) + with.length];
    System.arraycopy(input, 0, changed, 0, from);
    System.arraycopy(with, 0, changed, from, with.length);
    System.arraycopy(input, to, changed, from + with.length, input.length - to);
    return changed;
  }
}
