package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Size;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zerograd.cli.Main;
import zerograd.cli.chat.Chat;
import zerograd.cli.chat.Desk;
import zerograd.cli.chat.PipeDesk;
import zerograd.cli.chat.TerminalDesk;
import zerograd.models.chat.ChatTemplate;
import zerograd.models.chat.Conversation;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.RandomKey;
import zerograd.models.generate.Sampler;
import zerograd.models.json.JsonFiles;
import zerograd.models.transformer.Pretrained;
import zerograd.tensor.Device;

/// `chat`, through a pipe and at a terminal, with the model of the quickstart.
class ChatTest {

  private static final Path MODEL = Path.of("").toAbsolutePath().getParent()
      .resolve("recipes/quickstart/base");
  private static final String QUESTION = "Ava says: Sophia is a knave. So who is a knight?";

  @TempDir
  Path folder;

  private static void chat(Desk desk, GenerationSettings settings) throws IOException {
    try (Device device = Device.cpu(1); desk) {
      device.run("chat", () -> {
        Pretrained model = Pretrained.loadFrozen(MODEL);
        try (Conversation conversation = new Conversation(model)) {
          new Chat(desk, conversation, model.tokenizer().orElseThrow(), settings, RandomKey.of(1)).run();
        }
      });
    }
  }

  private record Piped(String out, String notes) {}

  private static Piped piped(String... lines) throws IOException {
    StringWriter out = new StringWriter(), notes = new StringWriter();
    chat(new PipeDesk(new BufferedReader(new StringReader(String.join("\n", lines))), new PrintWriter(out),
        new PrintWriter(notes)), GenerationSettings.greedy(12));
    return new Piped(out.toString(), notes.toString());
  }

  @Test void answersGoToOneWriterAndNotesToTheOther() throws IOException {
    Path saved = folder.resolve("saved.jsonl");
    Piped one = piped(QUESTION),
        two = piped("", QUESTION, "/help", "/sav", "Again?", "/save " + saved, "/quit", "x");
    assertTrue(two.out().startsWith(one.out()), "the first answer is the same: " + two.out());
    assertTrue(two.notes().contains("unknown command /sav; did you mean /save?"), two.notes());
    assertTrue(two.notes().contains("Ctrl-C         stop the answer"), two.notes());
    assertTrue(two.notes().strip().matches("(?s).*\n2 answers, \\d+ tokens, [\\d.]+ tokens/s"), two.notes());

    List<?> messages = (List<?>) JsonFiles.read(saved).get("messages");
    assertEquals(ChatTemplate.message("user", QUESTION), messages.getFirst());
    assertEquals(one.out().strip(), ((Map<?, ?>) messages.get(1)).get("content").toString().strip());
    assertEquals(4, messages.size());
    assertTrue(piped("/save " + saved).notes().contains(saved + " is in the way"));
  }

  @Test void whatTheTemplateRefusesIsSaidAndTheConversationGoesOn() throws IOException {
    Piped refused = piped("/system Be brief.", QUESTION, "/system", QUESTION);
    assertTrue(refused.notes().contains("it only solves puzzles"), refused.notes());
    assertEquals(piped(QUESTION).out(), refused.out());
  }

  @Test void aForgottenConversationBeginsAnew() throws IOException {
    String once = piped(QUESTION).out();
    assertEquals(once + once, piped(QUESTION, "/reset", QUESTION).out());
  }

  /// What a terminal shows, for a test that waits for it.
  private static final class Screen extends OutputStream {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override public synchronized void write(int b) {
      bytes.write(b);
      notifyAll();
    }

    private int from;

    /// Waits for words after those that were waited for before.
    synchronized void await(String words) throws InterruptedException {
      while (text().indexOf(words, from) < 0)
        wait();
      from = text().indexOf(words, from) + words.length();
    }

    synchronized String text() { return bytes.toString(StandardCharsets.UTF_8); }
  }

  @Test
  @Timeout(60) void atATerminalCtrlCStopsTheAnswerAndCtrlDLeaves() throws Exception {
    Screen screen = new Screen();
    PipedOutputStream keys = new PipedOutputStream();
    Path history = folder.resolve("state/history");
    ExternalTerminal terminal = new ExternalTerminal("test", "ansi", new PipedInputStream(keys), screen,
        StandardCharsets.UTF_8);
    terminal.setSize(Size.of(100, 30));
    GenerationSettings endless = GenerationSettings.greedy(400).withSampler(Sampler.temperature(30));
    Thread user = Thread.ofVirtual().start(() -> {
      try {
        screen.await(">>> ");
        type(keys, QUESTION + "!\r");
        screen.await("!");
        screen.await("\n");
        screen.await(" ");                                     // the answer has begun
        type(keys, "\u0003");
        screen.await("; stopped");
        screen.await(">>> ");
        type(keys, "Again\r");
        screen.await("read ");                                 // that one came to its end
        screen.await(">>> ");
        type(keys, "\u0004");
      } catch (InterruptedException | IOException gone) {
        throw new IllegalStateException(gone);
      }
    });
    chat(new TerminalDesk(terminal, history), endless);
    user.join();
    screen.await("2 answers, ");
    assertEquals(QUESTION + "!\nAgain\n", Files.readString(history));
  }

  private static void type(OutputStream keys, String text) throws IOException {
    keys.write(text.getBytes(StandardCharsets.UTF_8));
    keys.flush();
  }

  @Test void aModelCannotCommandTheTerminal() throws IOException {
    Screen screen = new Screen();
    ExternalTerminal terminal = new ExternalTerminal("test", "ansi", InputStream.nullInputStream(), screen,
        StandardCharsets.UTF_8);
    try (TerminalDesk desk = new TerminalDesk(terminal, folder.resolve("history"))) {
      desk.show("a\u001b[2Jb\u009bc\td\u0007");
    }
    assertTrue(screen.text().contains("a\ufffd[2Jb\ufffdc\td\ufffd"), screen.text());
  }

  @Test void withoutATerminalTheStandardInputIsRead() {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream((QUESTION + "\nAnd?\n").getBytes(StandardCharsets.UTF_8)));
      Zerograd run = Zerograd.run("chat", MODEL.toString(), "--threads", "1", "--max-new-tokens", "5");
      assertEquals(0, run.status(), run.err());
      assertTrue(run.out().startsWith(" Try"), run.out());
      assertTrue(run.err().contains("ended by the limit on new tokens"), run.err());
      assertTrue(run.err().contains("2 answers, 10 tokens"), run.err());
    } finally {
      System.setIn(before);
    }
  }

  @Test void aModelThatCannotBeTalkedToIsRefusedInASentence() throws IOException {
    Path plain = GoldenModel.copy(MODEL, folder.resolve("plain"));
    Files.delete(plain.resolve("chat_template.jinja"));
    assertEquals("the model has no chat template; put the one that it was trained with into its folder as "
        + "chat_template.jinja, or continue plain text with generate",
        Zerograd.refusal(Main.FAILED, "chat", plain.toString()));
    Files.delete(plain.resolve("tokenizer.json"));
    assertTrue(Zerograd.refusal(Main.FAILED, "chat", plain.toString())
        .startsWith("the model has no tokenizer.json"));
  }
}
