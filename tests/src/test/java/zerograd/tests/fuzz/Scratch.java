package zerograd.tests.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import zerograd.models.checkpoint.AtomicFiles;

/// A folder for parsers that read files; it is gone when the program ends.
record Scratch(Path folder) {

  static Scratch make() {
    try {
      Path folder = Files.createTempDirectory("zerograd-fuzz");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return new Scratch(folder);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void delete(Path folder) {
    try {
      AtomicFiles.delete(folder);
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }

  /// The file `name` with this content.
  Path file(String name, byte[] content) {
    try {
      return Files.write(folder.resolve(name), content, StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
