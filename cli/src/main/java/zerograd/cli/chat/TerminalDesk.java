package zerograd.cli.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/// A terminal with editing of lines and a history of what was typed, which is kept from one conversation to the next.
public final class TerminalDesk implements Desk {

  private static final String PROMPT = ">>> ";

  private final Terminal terminal;
  private final LineReader lines;

  /// @param history the file that the lines are kept in
  public TerminalDesk(Terminal terminal, Path history) {
    this.terminal = terminal;
    lines = LineReaderBuilder.builder().terminal(terminal).appName("zerograd")
        .variable(LineReader.HISTORY_FILE, history)
        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)   // an exclamation mark is a part of what is said
        .option(LineReader.Option.HISTORY_TIMESTAMPED, false).build();
  }

  /// At the terminal that the program runs in.
  ///
  /// @throws UncheckedIOException if there is none
  public static TerminalDesk open() {
    try {
      return new TerminalDesk(TerminalBuilder.builder().system(true).build(), history());
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }

  /// Where programs keep such things, by the XDG Base Directory Specification.
  private static Path history() {
    String state = System.getenv("XDG_STATE_HOME");
    Path folder = state == null || state.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".local", "state")
        : Path.of(state);
    return folder.resolve("zerograd").resolve("chat_history");
  }

  @Override public Optional<String> read() {
    try {
      return Optional.of(lines.readLine(PROMPT));
    } catch (UserInterruptException | EndOfFileException leaving) {
      return Optional.empty();
    }
  }

  @Override public void show(String text) {
    terminal.writer().print(harmless(text));
    terminal.flush();
  }

  /// Without characters that command a terminal: a model may write anything.
  private static String harmless(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> shown.appendCodePoint(Character.isISOControl(c) && c != '\n' && c != '\t' ? '\ufffd' : c));
    return shown.toString();
  }

  @Override public void endLine() {
    terminal.writer().println();
    terminal.flush();
  }

  @Override public void note(String line) {
    terminal.writer().println(new AttributedString(line, AttributedStyle.DEFAULT.faint()).toAnsi(terminal));
    terminal.flush();
  }

  @Override public Listening listen() {
    AtomicBoolean pressed = new AtomicBoolean();
    SignalHandler before = terminal.handle(Signal.INT, _ -> pressed.set(true));
    return new Listening() {
      @Override public boolean isInterrupted() { return pressed.get(); }

      @Override public void close() { terminal.handle(Signal.INT, before); }
    };
  }

  @Override public void close() {
    try {
      lines.getHistory().save();
      terminal.close();
    } catch (IOException notKept) {
      throw new UncheckedIOException(notKept);
    }
  }
}
