package zerograd.tests.parity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Another JVM with this one's class path and other flags: narrower registers, say.
final class ChildJvm {

  private ChildJvm() {}

  /// Runs the main method of `main` under `flags`, those this JVM does not know being ignored, and returns
  /// what it printed.
  ///
  /// @throws AssertionError if it does not end with exit code 0; the message holds what it printed
  static String run(Class<?> main, String... flags) {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+IgnoreUnrecognizedVMOptions",
        "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-ea", "-Xmx1g"));
    command.addAll(List.of(flags));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(
            "%s under %s ended with %d: %s".formatted(main.getSimpleName(), List.of(flags),
                process.exitValue(),
                printed));
      }
      return printed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a child JVM ran", e);
    }
  }
}
