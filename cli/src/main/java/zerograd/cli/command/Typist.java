package zerograd.cli.command;

import java.io.PrintWriter;
import zerograd.models.generate.GenerationListener;
import zerograd.models.text.StreamingDecoder;
import zerograd.models.text.Tokenizer;

/// Writes a single completion as it comes, without special tokens: the text that is printed when it is over, no later than
/// its characters are whole.
final class Typist implements GenerationListener {

  private final StreamingDecoder decoder;
  private final PrintWriter out;

  Typist(Tokenizer tokenizer, PrintWriter out) {
    decoder = new StreamingDecoder(tokenizer, true);
    this.out = out;
  }

  @Override public void onToken(int sequence, int id) {
    out.print(decoder.next(id));
    out.flush();
  }

  /// Ends the line.
  void finish() {
    out.println(decoder.finish());
    out.flush();
  }
}
