package zerograd.rl.eval;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.models.json.JsonFiles;

/// The answers of an exam on the disk: `NAME.jsonl`, a question a line, and beside it `NAME.config.json`, which says how they were
/// asked for.
///
/// What [#add] has returned from is on the disk. A process that dies leaves at most half a last line, which the next one cuts off;
/// then it goes on. One process at a time writes a file.
public final class AnswerFile implements AutoCloseable {

  private final FileChannel channel;
  private final List<Answered> answers;

  private AnswerFile(FileChannel channel, List<Answered> answers) {
    this.channel = channel;
    this.answers = answers;
  }

  /// Opens the file of exam `name` in `folder`, which is made if it is missing.
  ///
  /// @param settings all that the answers depend on
  /// @throws IllegalArgumentException if the file has answers that were asked for with other settings
  /// @throws IOException if the file cannot be read or written, or another process writes it
  public static AnswerFile open(Path folder, String name, Map<String, ?> settings) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(name + ".jsonl"), config = folder.resolve(name + ".config.json");
    FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ,
        StandardOpenOption.WRITE);
    try {
      if (!locks(channel))
        throw new IOException(file + " is in use; two processes cannot write the same answers");
      List<Answered> answers = new ArrayList<>();
      if (channel.size() > 0) {
        refuseOtherSettings(file, JsonFiles.read(config), JsonFiles.parse(config, JsonFiles.bytes(settings)));
        channel.truncate(read(file, answers));
      }
      AtomicFiles.write(config, JsonFiles.bytes(settings));
      channel.position(channel.size());
      return new AnswerFile(channel, answers);
    } catch (IOException | RuntimeException failed) {
      channel.close();
      throw failed;
    }
  }

  private static boolean locks(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException ours) {
      return false;
    }
  }

  private static void refuseOtherSettings(Path file, Map<String, Object> before, Map<String, Object> now) {
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(now.keySet());
    for (String key : keys) {
      if (!Objects.equals(before.get(key), now.get(key))) {
        throw new IllegalArgumentException(
            "%s has answers with %s = %s, not %s; choose another folder with --out, or remove the file"
                .formatted(file, key,
                    before.get(key), now.get(key)));
      }
    }
  }

  /// The answers in a file, for whoever only reads them.
  ///
  /// @throws IOException if it cannot be read
  public static List<Answered> read(Path file) throws IOException {
    List<Answered> answers = new ArrayList<>();
    read(file, answers);
    return answers;
  }

  /// Adds the answers in whole lines; returns where the last of these ends.
  private static long read(Path file, List<Answered> answers) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int begin = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] != '\n') continue;
      byte[] line = java.util.Arrays.copyOfRange(bytes, begin, at);
      try {
        answers.add(Answered.of(JsonFiles.parse(file, line)));
      } catch (MalformedFileException | IllegalArgumentException broken) {
        if (at == bytes.length - 1) return begin;              // a write that a crash of the machine has torn
        throw new IOException("%s row %d is broken: %s".formatted(file, answers.size(), broken.getMessage()),
            broken);
      }
      begin = at + 1;
    }
    return begin;
  }

  /// All answers so far, in the order of the questions.
  public List<Answered> answers() { return List.copyOf(answers); }

  /// Adds the answers to the next questions.
  ///
  /// @throws IOException if that failed; then the file is what it was before
  public void add(List<Answered> more) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (Answered answered : more) {
      lines.writeBytes(JsonFiles.line(answered.json()));
      lines.write('\n');
    }
    long end = channel.position();
    try {
      ByteBuffer bytes = ByteBuffer.wrap(lines.toByteArray());
      while (bytes.hasRemaining())
        channel.write(bytes);
      channel.force(true);
    } catch (IOException failed) {
      channel.truncate(end);
      throw new IOException("cannot keep the answers: " + failed.getMessage(), failed);
    }
    answers.addAll(more);
  }

  @Override public void close() throws IOException { channel.close(); }
}
