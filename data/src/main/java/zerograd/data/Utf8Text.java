package zerograd.data;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Text from bytes that must be UTF-8: nothing is replaced.
final class Utf8Text {

  private Utf8Text() {}

  /// @throws CharacterCodingException if the bytes are not UTF-8
  static String decode(ByteBuffer bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
  }

  /// The text of a value called `name`.
  ///
  /// @throws NotText if the bytes are not UTF-8
  static String decode(ByteBuffer bytes, String name) {
    try {
      return decode(bytes);
    } catch (CharacterCodingException broken) {
      throw new NotText(name, broken);
    }
  }

  /// A value that should be a text and is not.
  static final class NotText extends RuntimeException {
    private static final long serialVersionUID = 1;

    private NotText(String name, CharacterCodingException cause) {
      super("is not UTF-8 in column " + name, cause);
    }
  }
}
