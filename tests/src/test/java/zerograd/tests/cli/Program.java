package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import zerograd.cli.Main;

/// The command in a JVM of its own, which can be killed, or be given less than it needs.
///
/// @param flags of the JVM, beside those that every JVM of this project gets
public record Program(List<String> flags) {

  /// Starts soon and never becomes fast.
  static final Program BRIEF = new Program(List.of("-XX:TieredStopAtLevel=1", "-Xmx1g"));

  private static final String FINGERPRINT = "final weights:         sha256 ";

  public Program {
    flags = List.copyOf(flags);
  }

  /// How a program ended.
  public record Result(int status, String out, String err) {}

  /// The command that starts the program.
  private List<String> command(String... words) {
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+IgnoreUnrecognizedVMOptions",
        "--add-modules", "jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow", "--add-opens=java.base/java.nio=ALL-UNNAMED",
        "-XX:-UsePerfData"));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(words));
    return command;
  }

  /// Starts the program; nobody reads what it writes.
  Process start(String... words) throws IOException {
    return new ProcessBuilder(command(words)).redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  /// Runs the program to its end.
  public Result run(String... words) throws IOException, InterruptedException {
    return finish(command(words));
  }

  /// Runs the program under the system's limit on the size of the files it writes.
  Result limited(int kilobytes, String... words) throws IOException, InterruptedException {
    String quoted = command(words).stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    // the shell counts in blocks of 512 bytes; what the program says passes through pipes, which have no size
    return finish(List.of("sh", "-c", "ulimit -f " + 2 * kilobytes + "; exec " + quoted));
  }

  private static Result finish(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).start();
    StringBuilder err = new StringBuilder();
    Thread reader = Thread.ofVirtual().start(() -> process.errorReader(StandardCharsets.UTF_8).lines()
        .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
        .forEach(line -> err.append(line).append('\n')));
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    reader.join();
    return new Result(status, out, err.toString());
  }

  /// The SHA-256 of the final weights that a training prints.
  static String fingerprint(Result training) {
    assertEquals(0, training.status(), training.toString());
    return training.out().lines().filter(line -> line.startsWith(FINGERPRINT))
        .map(line -> line.substring(FINGERPRINT.length())).findFirst()
        .orElseThrow(() -> new AssertionError("no fingerprint in " + training));
  }
}
