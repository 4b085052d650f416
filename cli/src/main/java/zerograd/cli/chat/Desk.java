package zerograd.cli.chat;

import java.util.Optional;

/// Where somebody talks with a model: a terminal, or a pipe.
public interface Desk extends AutoCloseable {

  /// The next line; empty when there is no other, because of the end of the file, Ctrl-D or Ctrl-C.
  Optional<String> read();

  /// Shows a piece of an answer at once.
  void show(String text);

  /// Ends an answer's last line.
  void endLine();

  /// Shows a line that is about the conversation and no part of it.
  void note(String line);

  /// Begins to listen for Ctrl-C, which until the end of that does not end the program.
  Listening listen();

  /// The time in which Ctrl-C is a wish to stop.
  interface Listening extends AutoCloseable {

    /// Whether it was pressed.
    boolean isInterrupted();

    @Override void close();
  }

  @Override void close();
}
