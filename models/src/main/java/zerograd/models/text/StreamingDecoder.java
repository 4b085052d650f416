package zerograd.models.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Decodes token by token, and holds back the bytes of a character until the last of them has come.
///
/// All texts returned, and [#finish] last, add up to what [Tokenizer#decode] gives for all ids at once. For
/// one thread.
public final class StreamingDecoder {

  private final Tokenizer tokenizer;
  private final boolean skipSpecial;
  /// The beginning of a character, by tokens that may end anywhere in one.
  private byte[] held = new byte[0];
  /// Tokens that are single bytes, up to the next that is not; see [Tokenizer#isByte].
  private final ByteArrayOutputStream run = new ByteArrayOutputStream();
  private boolean begun;

  /// With `skipSpecial`, as [Tokenizer#decodeWithoutSpecial].
  public StreamingDecoder(Tokenizer tokenizer, boolean skipSpecial) {
    this.tokenizer = tokenizer;
    this.skipSpecial = skipSpecial;
  }

  /// The text that `id` completes; often empty inside a character of several tokens.
  public String next(int id) {
    if (skipSpecial && tokenizer.isSpecial(id)) return "";
    byte[] more = tokenizer.bytes(id);
    if (tokenizer.isByte(id)) {
      run.writeBytes(more);
      return "";
    }
    byte[] bytes = Arrays.copyOf(held, held.length + more.length);
    System.arraycopy(more, 0, bytes, held.length, more.length);
    StringBuilder text = new StringBuilder(bytes.length).append(finishRun());
    int done = Utf8.decode(bytes, bytes.length, text);
    held = Arrays.copyOfRange(bytes, done, bytes.length);
    return withoutFirstSpace(text.toString());
  }

  /// What is still held back: nothing, or U+FFFD for half a character. The decoder can then be used for
  /// another text.
  public String finish() {
    String rest = withoutFirstSpace(finishRun() + Utf8.decode(held, held.length));
    held = new byte[0];
    begun = false;
    return rest;
  }

  /// The characters of a run of bytes; if it is not UTF-8, one U+FFFD for each byte of it.
  private String finishRun() {
    if (run.size() == 0) return "";
    byte[] bytes = run.toByteArray();
    run.reset();
    String text = Utf8.decode(bytes, bytes.length);
    boolean whole = Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8));
    return whole ? text : "\ufffd".repeat(bytes.length);
  }

  private String withoutFirstSpace(String text) {
    if (begun || text.isEmpty()) return text;
    begun = true;
    return tokenizer.dropsFirstSpace() && text.startsWith(" ") ? text.substring(1) : text;
  }
}
