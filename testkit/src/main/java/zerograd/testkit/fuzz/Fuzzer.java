package zerograd.testkit.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// Gives a parser the inputs of its corpus, then changed ones, and keeps for further change what takes a new way through the
/// code.
///
///     Fuzzer fuzzer = new Fuzzer(List.of("zerograd.models."), Path.of("target/fuzz"));
///     fuzzer.run(ConfigTarget.class, Path.of("corpus/config"), 1, 2_000, Long.MAX_VALUE);
///
/// The same seed and count give the same inputs.
public final class Fuzzer {

  /*
   * Time is bounded by steps, not by clocks, wherever the code is ours. Library code is not instrumented, so a thread of
   * its own does the work, and one input that keeps it for HANG_SECONDS is a finding too.
   */

  private static final int HANG_SECONDS = 30;

  private static final int MOST_FINDINGS = 10;

  /// What Java gives a thread if it is asked for nothing.
  private static final long STACK_BYTES = 1 << 20;

  private final CoverageLoader loader;
  private final Path folder;

  /// @param prefixes of the names of the classes under test, those of the targets too
  /// @param folder for the inputs of findings
  public Fuzzer(List<String> prefixes, Path folder) {
    loader = new CoverageLoader(Thread.currentThread().getContextClassLoader(), prefixes);
    this.folder = folder;
  }

  /// What a run did.
  ///
  /// @param inputs tried, those of the corpus included
  /// @param read how many of them were not refused
  /// @param ways through the code that were taken
  /// @param corpus a small set of inputs that take all of them, shortest first
  public record Report(String target, long inputs, long read, int ways, List<byte[]> corpus) {

    /// `fuzz config: 2,034 inputs, 512 read, 1,204 ways through the code`.
    @Override public String toString() {
      return "fuzz %s: %,d inputs, %,d read, %,d ways through the code".formatted(target, inputs, read, ways);
    }
  }

  /// Runs through the corpus and then `inputs` changed inputs, or as many as `nanos` allow.
  ///
  /// @throws AssertionError if there are findings: the first, with the others, up to ten, suppressed; the message says which
  ///   file has the input
  /// @throws IOException if the corpus cannot be read
  public Report run(Class<? extends FuzzTarget> target, Path corpus, long seed, long inputs, long nanos)
      throws IOException {
    Run run = new Run(target, read(corpus), seed);
    Thread worker = Thread.ofPlatform().daemon().name("fuzz " + run.name).stackSize(STACK_BYTES)
        .unstarted(() -> {
          long start = System.nanoTime();
          run.run(() -> run.changed < inputs && System.nanoTime() - start < nanos);
        });
    worker.start();
    watch(worker, run);
    run.throwFindings();
    return run.report();
  }

  private static void watch(Thread worker, Run run) {
    try {
      for (long before = -1; !worker.join(java.time.Duration.ofSeconds(HANG_SECONDS)); before = run.inputs) {
        if (run.inputs == before) {
          Throwable where = new Throwable("where it is");
          where.setStackTrace(worker.getStackTrace());
          run.found("took more than " + HANG_SECONDS + " s", where);
          return;
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<byte[]> read(Path corpus) throws IOException {
    List<byte[]> inputs = new ArrayList<>();
    if (!Files.isDirectory(corpus)) return inputs;
    try (Stream<Path> files = Files.list(corpus)) {
      for (Path file : files.sorted().toList()) inputs.add(Files.readAllBytes(file));
    }
    return inputs;
  }

  /// Makes `corpus` hold `inputs`, each in a file named after its content, and nothing else.
  public static void write(Path corpus, List<byte[]> inputs) throws IOException {
    Files.createDirectories(corpus);
    try (Stream<Path> files = Files.list(corpus)) {
      for (Path file : files.toList()) Files.delete(file);
    }
    for (byte[] input : inputs) Files.write(corpus.resolve(name(input)), input);
  }

  private static String name(byte[] input) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(input);
      return HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException impossible) {           // every Java has it
      throw new IllegalStateException(impossible);
    }
  }

  /// The state of one run; its thread changes it, the one that waits looks at it.
  private final class Run {

    private final com.sun.management.ThreadMXBean memory = (com.sun.management.ThreadMXBean) ManagementFactory
        .getThreadMXBean();
    private final String name;
    private final FuzzTarget target;
    private final Mutator mutator;
    private final SplittableRandom random;
    private final List<byte[]> given;
    private final List<byte[]> kept = new ArrayList<>();
    private final byte[] seen = new byte[Coverage.WAYS];
    private long changed;
    private long read;
    private volatile long inputs;
    private volatile byte[] current = {};
    /// By what was thrown and where, so that one mistake is told once.
    private final Map<String, AssertionError> findings = new ConcurrentSkipListMap<>();

    Run(Class<? extends FuzzTarget> type, List<byte[]> given, long seed) {
      this.given = given;
      random = new SplittableRandom(seed);
      name = type.getSimpleName().replaceAll("Target$", "").toLowerCase(java.util.Locale.ROOT);
      try {
        target = (FuzzTarget) loader.loadClass(type.getName()).getConstructor().newInstance();
      } catch (ReflectiveOperationException broken) {
        throw new IllegalArgumentException(type + " needs a public constructor without arguments", broken);
      }
      mutator = new Mutator(random, target.words(), target.longest());
    }

    void run(BooleanSupplier more) {
      for (byte[] input : given) tryInput(input);
      if (kept.isEmpty()) kept.add(new byte[0]);
      while (findings.size() < MOST_FINDINGS && more.getAsBoolean()) {
        tryInput(mutator.change(pick(), pick()));
        changed++;
      }
    }

    /// Every second time one of the newest.
    private byte[] pick() {
      int oldest = random.nextBoolean() ? 0 : kept.size() * 3 / 4;
      return kept.get(random.nextInt(oldest, kept.size()));
    }

    private void tryInput(byte[] input) {
      current = input;
      long before = memory.getCurrentThreadAllocatedBytes();
      Coverage.begin(target.steps());
      try {
        if (target.parse(input.clone())) read++;
      } catch (Throwable thrown) {                            // errors are what is looked for
        found(String.valueOf(thrown).lines().findFirst().orElse(""), thrown);
      }
      boolean news = Coverage.addTo(seen);
      long bytes = memory.getCurrentThreadAllocatedBytes() - before;
      if (bytes > target.bytes())
        found("allocated %,d bytes".formatted(bytes), new Throwable("see the input"));
      if (news) kept.add(input);
      inputs++;
    }

    void found(String what, Throwable cause) {
      String message = "fuzz %s, input %,d: %s; %s".formatted(name, inputs + 1, what, saved());
      findings.putIfAbsent(cause.getClass() + place(cause), new AssertionError(message, cause));
    }

    private String saved() {
      Path file = folder.resolve(name).resolve(name(current));
      try {
        Files.createDirectories(file.getParent());
        Files.write(file, current);
        return "the input is " + file.toAbsolutePath() + ", put it into the corpus when this is mended";
      } catch (IOException failed) {
        return "the input could not be written (" + failed + "): " + HexFormat.of().formatHex(current);
      }
    }

    private static String place(Throwable cause) {
      Throwable root = cause;
      while (root.getCause() != null)
        root = root.getCause();
      return Stream.of(root.getStackTrace()).limit(3).map(StackTraceElement::toString).toList().toString();
    }

    void throwFindings() {
      AssertionError first = null;
      for (AssertionError finding : findings.values()) {
        if (first == null) first = finding;
        else
          first.addSuppressed(finding);
      }
      if (first != null) throw first;
    }

    Report report() {
      int ways = 0;
      for (byte way : seen) if (way != 0) ways++;
      return new Report(name, inputs, read, ways, smallest());
    }

    /// Runs through all again, shortest first, and keeps what is news in that order.
    private List<byte[]> smallest() {
      List<byte[]> sorted = new ArrayList<>(kept);
      sorted.sort(Comparator.comparingInt(input -> input.length));
      byte[] again = new byte[Coverage.WAYS];
      List<byte[]> smallest = new ArrayList<>();
      for (byte[] input : sorted) {
        Coverage.begin(Long.MAX_VALUE);
        try {
          target.parse(input.clone());
        } catch (Exception impossible) {                      // it was read or refused before
          throw new AssertionError("fuzz " + name + ": an input is not treated the same way twice",
              impossible);
        }
        if (Coverage.addTo(again)) smallest.add(input);
      }
      return smallest;
    }
  }
}
