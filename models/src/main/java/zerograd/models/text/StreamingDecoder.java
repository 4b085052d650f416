package zerograd.models.text;

import java.util.Arrays;

/// Decodes token by token, and holds back the bytes of a character until the last of them has come.
///
/// All texts returned, and [#finish] last, add up to what [Tokenizer#decode] gives for all ids at once. For
/// one thread.
public final class StreamingDecoder {

  private final Tokenizer tokenizer;
  private final boolean skipSpecial;
  private byte[] held = new byte[0];

  /// With `skipSpecial`, as [Tokenizer#decodeWithoutSpecial].
  public StreamingDecoder(Tokenizer tokenizer, boolean skipSpecial) {
    this.tokenizer = tokenizer;
    this.skipSpecial = skipSpecial;
  }

  /// The text that `id` completes; often empty inside a character of several tokens.
  public String next(int id) {
    if (skipSpecial && tokenizer.isSpecial(id)) return "";
    byte[] more = tokenizer.bytes(id);
    byte[] bytes = Arrays.copyOf(held, held.length + more.length);
    System.arraycopy(more, 0, bytes, held.length, more.length);
    StringBuilder text = new StringBuilder(bytes.length);
    int done = Utf8.decode(bytes, bytes.length, text);
    held = Arrays.copyOfRange(bytes, done, bytes.length);
    return text.toString();
  }

  /// What is still held back: nothing, or one U+FFFD for half a character. The decoder can then be used for
  /// another text.
  public String finish() {
    String rest = Utf8.decode(held, held.length);
    held = new byte[0];
    return rest;
  }
}
