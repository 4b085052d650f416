package zerograd.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import zerograd.models.text.BytePairTokenizer;

/// Millions of characters a second that a published tokenizer encodes, and decodes, on one thread.
///
/// The text is half English with some Chinese, half the Java sources of this project. `-Dzerograd.data` says where
/// `tokenizers/NAME` and `text/` are; run in the project's folder.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class TokenizerBenchmark {

  private static final int LENGTH = 2_000_000;

  /// The folder of the tokenizer.
  @Param({"qwen2", "llama3"})
  public String name;

  /// Whether the tokenizer has seen the text before, and so remembers the ids of its words.
  @Param({"false", "true"})
  public boolean seen;

  private String text;
  private int[] ids;
  private BytePairTokenizer tokenizer;

  /// Reads tokenizer and text.
  @Setup public void read() throws IOException {
    Path data = Path.of(System.getProperty("zerograd.data", "../shared/data"));
    tokenizer = BytePairTokenizer.open(data.resolve("tokenizers").resolve(name));
    text = texts(data.resolve("text"), ".txt") + texts(Path.of(""), ".java");
    ids = tokenizer.encode(text);
  }

  private static String texts(Path folder, String ending) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
    StringBuilder text = new StringBuilder();
    for (Path file : files) text.append(Files.readString(file));
    return text.substring(0, LENGTH / 2);
  }

  /// Makes it forget.
  @Setup(Level.Invocation) public void forget() {
    if (!seen) tokenizer = tokenizer.withConfig(tokenizer.config());
  }

  @Benchmark
  @OperationsPerInvocation(LENGTH) public int[] encode() { return tokenizer.encode(text); }

  @Benchmark
  @OperationsPerInvocation(LENGTH) public String decode() { return tokenizer.decode(ids); }
}
