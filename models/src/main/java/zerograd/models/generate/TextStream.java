package zerograd.models.generate;

import java.util.function.Consumer;
import zerograd.models.text.StreamingDecoder;
import zerograd.models.text.Tokenizer;

/// Hands on the text of a single completion as it comes, without special tokens and never half a character.
///
///     var stream = new TextStream(tokenizer, IO::print);
///     generator.generate(List.of(prompt), 1, settings, key, stream);
///     stream.finish();
public final class TextStream implements GenerationListener {

  private final StreamingDecoder decoder;
  private final Consumer<String> reader;

  public TextStream(Tokenizer tokenizer, Consumer<String> reader) {
    decoder = new StreamingDecoder(tokenizer, true);
    this.reader = reader;
  }

  @Override public void onToken(int sequence, int id) { give(decoder.next(id)); }

  /// Hands on what was held back: U+FFFD, if the text ends inside a character.
  public void finish() { give(decoder.finish()); }

  private void give(String text) { if (!text.isEmpty()) reader.accept(text); }
}
