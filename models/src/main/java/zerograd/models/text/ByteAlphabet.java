package zerograd.models.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A visible character for each of the 256 bytes, in which the files of byte-level tokenizers spell their
/// tokens.
///
/// Bytes that are a visible character of Latin-1 are written as it; the other 68 (controls, space, DEL,
/// no-break space, soft hyphen) as U+0100, U+0101, … in ascending order. So the space is `Ġ` and the line
/// feed `Ċ`.
///
/// Radford et al. 2019, *Language Models are Unsupervised Multitask Learners*; `bytes_to_unicode` in
/// `encoder.py` of its code.
final class ByteAlphabet {

  private static final char[] CHARACTERS = new char[256];
  private static final short[] BYTES = new short[512];

  static {
    Arrays.fill(BYTES, (short) -1);
    char next = 0x100;
    for (int b = 0; b < 256; b++) {
      boolean visible = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xff && b != 0xad;
      CHARACTERS[b] = visible ? (char) b : next++;
      BYTES[CHARACTERS[b]] = (short) b;
    }
  }

  private ByteAlphabet() {}

  static char character(int b) { return CHARACTERS[b & 0xff]; }

  static String spell(byte[] bytes) {
    char[] spelled = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) spelled[i] = character(bytes[i]);
    return new String(spelled);
  }

  /// The bytes that a token spells; if it has a character outside the alphabet, it stands for itself, in
  /// UTF-8.
  static byte[] bytes(String token) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = token.charAt(i);
      if (c >= BYTES.length || BYTES[c] < 0) return token.getBytes(StandardCharsets.UTF_8);
      bytes[i] = (byte) BYTES[c];
    }
    return bytes;
  }
}
