package zerograd.tests.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zerograd.tests.architecture.EngineModules;

/// Runs single-file Java programs as a reader would: from source, on the module path, in a JVM of their own.
final class JavaPrograms {

  /// The project's root folder.
  static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  /// What a program printed, and its exit status.
  record Outcome(int status, String output) {}

  private JavaPrograms() {}

  /// Runs `source` with `arguments` in the project's root folder.
  static Outcome run(Path source, String... arguments) {
    List<String> command = new ArrayList<>(
        List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--module-path", modulePath(), "--add-modules", "zerograd.rl,jdk.incubator.vector",
            "--enable-native-access=zerograd.core", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4",
            source.toString()));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile("lesson", ".txt");
      Process process = new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true)
          .redirectOutput(output.toFile()).start();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IllegalStateException(source + " did not end within five minutes");
      }
      String text = Files.readString(output, StandardCharsets.UTF_8);
      Files.delete(output);
      return new Outcome(process.exitValue(), withoutWarnings(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String withoutWarnings(String text) {
    return text.lines().filter(line -> !line.startsWith("WARNING: Using incubator modules"))
        .collect(Collectors.joining("\n"));
  }

  /// The engine's compiled modules, and the JSON library from the class path of the tests.
  private static String modulePath() {
    Stream<String> engine = EngineModules.NAMES.stream()
        .map(module -> ROOT.resolve(module).resolve("target/classes").toString());
    Stream<String> json = Arrays
        .stream(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
        .filter(path -> path.contains("jackson-core") && path.contains("tools")
            || path.contains("jackson-databind")
                && path.contains("tools")
            || path.contains("jackson-annotations"));
    return Stream.concat(engine, json).collect(Collectors.joining(System.getProperty("path.separator")));
  }
}
