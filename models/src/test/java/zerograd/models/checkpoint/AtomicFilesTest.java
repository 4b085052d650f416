package zerograd.models.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

  @TempDir
  Path folder;

  @Test void replacesAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "a longer old text");
    AtomicFiles.write(file, "new".getBytes());
    assertEquals("new", Files.readString(file));
    assertEquals(List.of("f"), names());
  }

  @Test void keepsTheOldFileWhenWritingFails() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "old");
    IOException failed = assertThrows(IOException.class, () -> AtomicFiles.write(file, channel -> {
      channel.write(ByteBuffer.wrap(new byte[]{1, 2, 3}));
      throw new IOException("No space left on device");
    }));
    assertEquals("cannot write " + file + ": No space left on device; nothing was left behind",
        failed.getMessage());
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("f"), names());
  }

  /// A link in the way could lead anywhere.
  @Test void writesAndDeletesNoFileThroughALink() throws IOException {
    Path other = Files.writeString(Files.createDirectory(folder.resolve("other")).resolve("x"), "precious");
    for (String link : List.of("f.tmp", "f")) {
      Files.createSymbolicLink(folder.resolve(link), other);
      AtomicFiles.write(folder.resolve("f"), "new".getBytes());
      assertEquals("precious", Files.readString(other));
      assertEquals("new", Files.readString(folder.resolve("f")));
      Files.delete(folder.resolve("f"));
    }
    for (String link : List.of("d.tmp", "d", "d.old")) {
      Files.createSymbolicLink(folder.resolve(link), other.getParent());
      AtomicFiles.writeFolder(folder.resolve("d"), target -> Files.writeString(target.resolve("y"), "new"));
      assertEquals("precious", Files.readString(other));
      assertEquals("new", Files.readString(folder.resolve("d").resolve("y")));
      AtomicFiles.delete(folder.resolve("d"));
    }
    assertEquals(List.of("other"), names());
  }

  @Test void leavesNothingWhenTheContentThrows() throws IOException {
    assertThrows(IllegalStateException.class, () -> AtomicFiles.write(folder.resolve("f"), channel -> {
      throw new IllegalStateException("no weights");
    }));
    assertThrows(IllegalStateException.class, () -> AtomicFiles.writeFolder(folder.resolve("d"), d -> {
      Files.writeString(d.resolve("half"), "…");
      throw new IllegalStateException("no weights");
    }));
    assertEquals(List.of(), names());
  }

  @Test void saysThatAFolderIsMissing() {
    Path file = folder.resolve("nowhere/f");
    IOException failed = assertThrows(IOException.class, () -> AtomicFiles.write(file, new byte[1]));
    assertEquals("cannot write %s: there is no %s; nothing was left behind".formatted(file, file.getParent()),
        failed.getMessage());
  }

  @Test void writesAFolderWithAllThatIsInIt() throws IOException {
    Path target = folder.resolve("runs/step-1");
    AtomicFiles.writeFolder(target, d -> {
      Files.writeString(Files.createDirectories(d.resolve("inner")).resolve("f"), "x");
      assertEquals(false, Files.exists(target));
    });
    assertEquals("x", Files.readString(target.resolve("inner/f")));
  }

  @Test void replacesAWholeFolder() throws IOException {
    Path target = folder.resolve("d");
    AtomicFiles.writeFolder(target, d -> Files.writeString(d.resolve("first"), "1"));
    AtomicFiles.writeFolder(target, d -> Files.writeString(d.resolve("second"), "2"));
    assertEquals(List.of("d"), names());
    assertEquals(false, Files.exists(target.resolve("first")));
    assertEquals("2", Files.readString(target.resolve("second")));
  }

  @Test void keepsTheOldFolderWhenWritingFails() throws IOException {
    Path target = folder.resolve("d");
    AtomicFiles.writeFolder(target, d -> Files.writeString(d.resolve("f"), "old"));
    IOException failed = assertThrows(IOException.class, () -> AtomicFiles.writeFolder(target,
        d -> AtomicFiles.write(d.resolve("f"), channel -> {
          throw new IOException("No space left on device");
        })));
    assertEquals("cannot write " + target + ": No space left on device; nothing was left behind",
        failed.getMessage());
    assertEquals("old", Files.readString(target.resolve("f")));
    assertEquals(List.of("d"), names());
  }

  @Test void comesBackAfterAKillAtAnyMoment() throws IOException {
    Path target = folder.resolve("d");
    Files.createDirectories(folder.resolve("d.tmp")); // killed while writing the folder's first version
    Files.writeString(folder.resolve("d.tmp/half"), "…");
    AtomicFiles.writeFolder(target, d -> Files.writeString(d.resolve("f"), "1"));
    assertEquals(List.of("d"), names());

    Files.move(target, folder.resolve("d.old")); // killed between the two renames of a replacement
    AtomicFiles.restore(target);
    assertEquals("1", Files.readString(target.resolve("f")));

    Files.createDirectories(folder.resolve("d.old")); // killed before the old version was deleted
    AtomicFiles.restore(target);
    assertEquals(List.of("d"), names());
  }

  private List<String> names() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
