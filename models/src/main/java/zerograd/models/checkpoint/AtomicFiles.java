package zerograd.models.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/// Files and folders that are there whole or not at all, whatever happens: an exception, a full disk,
/// `kill -9`, a power cut.
public final class AtomicFiles {

  /*
   * The content goes to a sibling named NAME.tmp, is forced to the disk, and then takes the name in one
   * rename, which is forced too. A killed process leaves at most NAME.tmp, which the next attempt overwrites.
   * A folder cannot be renamed over a folder, so an old one steps aside to NAME.old first; a kill between the
   * two renames leaves NAME.old complete, and restore() or the next attempt gives it its name back.
   *
   * Links are not followed: a NAME.tmp that is one could lead anywhere, and where NAME is one, it is the link that is
   * replaced and not what it leads to.
   */

  private AtomicFiles() {}

  /// Writes the content of a file or folder.
  public interface Content<T> {
    void writeTo(T target) throws IOException;
  }

  /// Makes or replaces `file`.
  ///
  /// @throws IOException if that failed; then `file` is what it was before, and the message is one sentence
  public static void write(Path file, Content<FileChannel> content) throws IOException {
    Path temporary = sibling(file, ".tmp");
    try {
      if (Files.isSymbolicLink(temporary)) Files.delete(temporary);
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING, LinkOption.NOFOLLOW_LINKS)) {
        content.writeTo(channel);
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      force(file.toAbsolutePath().getParent());
    } catch (IOException failed) {
      undo(failed, () -> Files.deleteIfExists(temporary));
      throw sentence(file, failed);
    } catch (RuntimeException | Error failed) {
      undo(failed, () -> Files.deleteIfExists(temporary));
      throw failed;
    }
  }

  /// Makes or replaces `file` with these bytes; as [#write(Path, Content)].
  public static void write(Path file, byte[] bytes) throws IOException {
    write(file, channel -> {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining())
        channel.write(buffer);
    });
  }

  /// Makes or replaces a folder and all that `content` puts in it. Folders above it are made when they are
  /// missing.
  ///
  /// @throws IOException if that failed; then `folder` is what it was before, and the message is one sentence
  public static void writeFolder(Path folder, Content<Path> content) throws IOException {
    Path temporary = sibling(folder, ".tmp"), old = sibling(folder, ".old");
    try {
      Files.createDirectories(folder.toAbsolutePath().getParent());
      restore(folder);
      delete(temporary);
      Files.createDirectory(temporary);
      content.writeTo(temporary);
      forceAll(temporary);
      if (Files.exists(folder)) Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
      Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
      force(folder.toAbsolutePath().getParent());
    } catch (IOException failed) {
      undo(failed, () -> undoFolder(folder, temporary));
      throw sentence(folder, failed);
    } catch (RuntimeException | Error failed) {
      undo(failed, () -> undoFolder(folder, temporary));
      throw failed;
    }
    delete(old);
  }

  /// Undoes a replacement of `folder` that was killed between its two renames; otherwise only tidies up after
  /// it. Call it before reading a folder that [#writeFolder] replaces.
  public static void restore(Path folder) throws IOException {
    Path old = sibling(folder, ".old");
    if (!Files.exists(old)) return;
    if (Files.exists(folder)) delete(old);
    else
      Files.move(old, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path sibling(Path path, String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  private static void forceAll(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.toList();
    }
    for (Path path : all) force(path);
  }

  private static void force(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      return;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException notHere) {
      // Windows opens no folders; there the rename itself is all that can be asked for
    }
  }

  private static void undoFolder(Path folder, Path temporary) throws IOException {
    delete(temporary);
    restore(folder);
  }

  private interface Step {
    void run() throws IOException;
  }

  /// Runs `step`; its own failure is less interesting than `failed`.
  private static void undo(Throwable failed, Step step) {
    try {
      step.run();
    } catch (IOException alsoFailed) {
      failed.addSuppressed(alsoFailed);
    }
  }

  /// Deletes a file, or a folder with all that is in it, or a link and not what it leads to; does nothing if there is none.
  ///
  /// @throws IOException if that failed; some of a folder may then be gone
  public static void delete(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) return;
    List<Path> all;
    try (Stream<Path> walk = Files.walk(path)) {
      all = walk.toList();
    }
    for (Path each : all.reversed()) Files.delete(each);
  }

  private static IOException sentence(Path target, IOException failed) {
    return new IOException("cannot write %s: %s; nothing was left behind".formatted(target, reason(failed)),
        failed);
  }

  /// The first cause, in words; the exceptions of java.nio.file often have only a path for a message.
  private static String reason(IOException failed) {
    IOException first = failed;
    while (first.getCause() instanceof IOException cause)
      first = cause;
    return switch (first) {
      case AccessDeniedException denied -> "permission denied on " + denied.getFile();
      case NoSuchFileException missing ->
        "there is no " + Path.of(missing.getFile()).toAbsolutePath().getParent();
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> first.getMessage() == null ? first.getClass().getSimpleName() : first.getMessage();
    };
  }
}
