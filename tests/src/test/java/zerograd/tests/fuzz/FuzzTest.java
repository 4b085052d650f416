package zerograd.tests.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import zerograd.testkit.fuzz.FuzzTarget;
import zerograd.testkit.fuzz.Fuzzer;

/// No file of a stranger makes a parser do anything but read or refuse it; see `docs/fuzzing.md`.
///
/// | property                | what                                                                        |
/// |-------------------------|-----------------------------------------------------------------------------|
/// | `zerograd.fuzz.seconds` | run each target so long, with a seed of its own, instead of a fixed number of inputs |
/// | `zerograd.fuzz.target`  | only this one                                                               |
/// | `zerograd.fuzz.keep`    | `true`: replace the corpus by the smallest set of inputs with the same coverage |
class FuzzTest {

  /// Every parser of files, and how many changed inputs it gets in a normal build.
  static final List<Class<? extends FuzzTarget>> TARGETS = List.of(JsonTarget.class, SafetensorsTarget.class,
      IndexTarget.class, ConfigTarget.class, AdapterTarget.class, TokenizerTarget.class,
      TokenizerConfigTarget.class, TemplateTarget.class,
      RecipeTarget.class, JsonLinesTarget.class, ParquetTarget.class, ArrowTarget.class, RunTarget.class,
      GgufTarget.class, MathTarget.class,
      VerifierTarget.class, RewardsTarget.class);

  /// What parses, and the targets; memory and kernels, which are found by name, are left as they are.
  private static final List<String> UNDER_TEST = List.of("zerograd.models.", "zerograd.rl.", "zerograd.data.",
      "zerograd.cli.",
      "zerograd.tests.");

  private static final Path CORPUS = Path.of("src", "test", "resources", "fuzz");

  private static final int INPUTS = 300;

  private static final Fuzzer FUZZER = new Fuzzer(UNDER_TEST, Path.of("target", "fuzz"));

  @Test void theCorpusIsSmall() throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(CORPUS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) bytes += Files.size(file);
    }
    assertTrue(bytes < 500_000, "the corpus has " + bytes + " bytes");
  }

  @ParameterizedTest
  @FieldSource("TARGETS") void anInputIsReadOrRefused(Class<? extends FuzzTarget> target) throws IOException {
    String name = target.getSimpleName().replace("Target", "").toLowerCase(Locale.ROOT);
    if (!System.getProperty("zerograd.fuzz.target", name).equals(name)) return;
    Path corpus = CORPUS.resolve(name);
    long seconds = Long.getLong("zerograd.fuzz.seconds", 0);
    Fuzzer.Report report = seconds == 0
        ? FUZZER.run(target, corpus, 1, INPUTS, Long.MAX_VALUE)
        : FUZZER.run(target, corpus, System.nanoTime(), Long.MAX_VALUE, TimeUnit.SECONDS.toNanos(seconds));
    System.out.println(report);
    assertTrue(report.read() > 0, report + ": nothing was read; is the corpus of another format?");
    if (Boolean.getBoolean("zerograd.fuzz.keep")) Fuzzer.write(corpus, report.corpus());
  }
}
