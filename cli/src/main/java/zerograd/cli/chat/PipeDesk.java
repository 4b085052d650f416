package zerograd.cli.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Optional;

/// A line is a message; answers go to one writer and notes to another, so that a program can read the answers.
///
/// Ctrl-C ends the program, as with any other.
public record PipeDesk(BufferedReader in, PrintWriter out, PrintWriter notes) implements Desk {

  @Override public Optional<String> read() {
    try {
      return Optional.ofNullable(in.readLine());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  @Override public void show(String text) {
    out.print(text);
    out.flush();
  }

  @Override public void endLine() { out.println(); }

  @Override public void note(String line) { notes.println(line); }

  @Override public Listening listen() {
    return new Listening() {
      @Override public boolean isInterrupted() { return false; }

      @Override public void close() {}
    };
  }

  @Override public void close() { out.flush(); }
}
