package zerograd.cli.chat;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zerograd.cli.Nearest;
import zerograd.models.chat.Conversation;
import zerograd.models.chat.Conversation.Answer;
import zerograd.models.generate.FinishReason;
import zerograd.models.generate.GenerationListener;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.RandomKey;
import zerograd.models.generate.TextStream;
import zerograd.models.json.JsonFiles;
import zerograd.models.text.Tokenizer;

/// One conversation: reads a line, answers it or does what it commands, until there is no other.
public final class Chat {

  private static final String HELP = """
      /system TEXT   say how to answer, from the next question on; without a text, take that back
      /reset         forget what was said, except the instruction of /system
      /save FILE     write the conversation to a new file, as a line of JSON that training reads
      /quit          leave; so do Ctrl-D, and Ctrl-C at the prompt
      Ctrl-C         stop the answer
      Begin with a space to say something that begins with a slash.""";

  private static final List<String> COMMANDS = List.of("/help", "/system", "/reset", "/save", "/quit");

  private final Desk desk;
  private final Conversation conversation;
  private final Tokenizer tokenizer;
  private final GenerationSettings settings;
  private final RandomKey key;
  private int answers, tokens;
  private long nanos;

  public Chat(Desk desk, Conversation conversation, Tokenizer tokenizer, GenerationSettings settings,
      RandomKey key) {
    this.desk = desk;
    this.conversation = conversation;
    this.tokenizer = tokenizer;
    this.settings = settings;
    this.key = key;
  }

  /// Talks until the last line; then says how fast that was.
  public void run() {
    boolean goesOn = true;
    while (goesOn) {
      Optional<String> line = desk.read();
      goesOn = line.isPresent()
          && (line.get().startsWith("/") ? obey(line.get().strip()) : answer(line.get().strip()));
    }
    desk.note("%,d %s, %,d tokens%s".formatted(answers, answers == 1 ? "answer" : "answers", tokens,
        tokens == 0 ? "" : ", %.1f tokens/s".formatted(tokens / (nanos / 1e9))));
  }

  /// Does what a line commands; false to leave.
  private boolean obey(String line) {
    String[] words = line.split("\\s+", 2);
    String rest = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case "/help" -> HELP.lines().forEach(desk::note);
      case "/system" -> {
        conversation.instruct(rest);
        desk.note(
            rest.isEmpty() ? "there is no instruction" : "the instruction holds from the next question on");
      }
      case "/reset" -> {
        conversation.reset();
        desk.note("forgotten");
      }
      case "/save" -> save(rest);
      case "/quit" -> {
        return false;
      }
      default -> desk.note("unknown command " + words[0] + Nearest.hint(words[0], COMMANDS));
    }
    return true;
  }

  private void save(String name) {
    try {
      if (name.isEmpty()) throw new IOException("/save needs the name of a new file");
      byte[] line = JsonFiles.line(Map.of("messages", conversation.messages()));
      byte[] whole = Arrays.copyOf(line, line.length + 1);
      whole[line.length] = '\n';
      Files.write(Path.of(name), whole, StandardOpenOption.CREATE_NEW);
      desk.note("saved in " + name);
    } catch (FileAlreadyExistsException taken) {
      desk.note(name + " is in the way; choose another name");
    } catch (IOException | InvalidPathException failed) {
      desk.note("not saved: " + failed.getMessage());
    }
  }

  /// Answers; what cannot be answered is said in a sentence, and the conversation goes on.
  private boolean answer(String question) {
    if (question.isEmpty()) return true;
    try (Desk.Listening listening = desk.listen()) {
      Stream stream = new Stream(listening);
      long began = System.nanoTime();
      Answer answer = conversation.ask(question, settings, key, stream);
      long took = System.nanoTime() - began;
      stream.text.finish();
      desk.endLine();
      account(answer, took, stream.first - began);
    } catch (IllegalArgumentException | OutOfMemoryError refused) {
      desk.note(refused.getMessage());
    }
    return true;
  }

  /// Hands the text on, and stops when that is wished.
  private final class Stream implements GenerationListener {

    final TextStream text = new TextStream(tokenizer, desk::show);
    final Desk.Listening listening;
    long first;

    Stream(Desk.Listening listening) { this.listening = listening; }

    @Override public void onToken(int sequence, int id) {
      if (first == 0) first = System.nanoTime();
      text.onToken(sequence, id);
    }

    @Override public boolean wantsMore() { return !listening.isInterrupted(); }
  }

  private void account(Answer answer, long took, long toFirst) {
    int made = answer.completion().ids().length;
    FinishReason reason = answer.completion().reason();
    if (made == 0) {
      desk.note("stopped before the answer; the question is taken back");
      return;
    }
    answers++;
    tokens += made;
    nanos += took;
    String end = switch (reason) {
      case STOPPED -> "; stopped";
      case LENGTH -> "; ended by the limit on new tokens";
      default -> "";
    };
    desk.note("%,d tokens in %.1f s, %.1f tokens/s; read %,d of %,d in %.1f s%s".formatted(made, took / 1e9,
        made / (took / 1e9), answer.read(), answer.prompt(), toFirst / 1e9, end));
  }
}
