package zerograd.tornado;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import zerograd.core.Mirror;
import zerograd.core.Scope;
import zerograd.core.Twin;
import zerograd.core.Workspace;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TransformerConfig;
import zerograd.tensor.Accelerator;
import zerograd.tensor.AcceleratorMode;
import zerograd.tensor.kernels.Kernels;

/// The kernels of this module on what this JVM has: a device, or plain Java, beside the reference.
///
/// Tests run twice, in a JVM with TornadoVM's options and in one without; each says once what it ran on.
final class Bench {

  /// Numbers in each array of the memory: less than tests take, so that both are used.
  private static final int LOW = 1 << 24, HIGH = 1 << 25;

  private static final TornadoAccelerator ACCELERATOR = open(AcceleratorMode.STRICT);

  private Bench() {}

  /// A machine of its own for a test; null if there is no device.
  static TornadoAccelerator open(AcceleratorMode mode) {
    String reason = new TornadoProvider().unusableBecause();
    TornadoAccelerator opened = isPlain()
        ? new TornadoAccelerator(new PlainMachine(LOW, HIGH), mode)
        : reason == null ? TornadoProvider.open(mode, LOW + HIGH, HIGH) : null;
    System.out.println(
        "GPU kernels: " + (opened == null ? "not run, " + reason : "run on " + opened.description()));
    return opened;
  }

  private static boolean isPlain() {
    return System.getProperty("tornado.load.runtime.implementation") == null;
  }

  /// Skips a test that runs kernels as plain Java in a JVM for devices, where they have other bits.
  static void assumePlain() {
    assumeTrue(isPlain(), "in a JVM for devices, kernels as plain Java have other bits");
  }

  /// A device on a machine of the test's own.
  static Accelerator on(Machine machine) { return new TornadoAccelerator(machine, AcceleratorMode.STRICT); }

  /// What tests run on, whose memory is taken from both arrays by turns; skips the test where a device is wanted and there is none.
  static Accelerator accelerator() {
    assumeTrue(ACCELERATOR != null, "TornadoVM has no device here");
    return new Mixed(ACCELERATOR, new Turns(ACCELERATOR.gpu(), false, true));
  }

  /// What is where in the memory of [#accelerator].
  static Gpu gpu() { return ACCELERATOR.gpu(); }

  /// An accelerator with another mirror of the same memory.
  private record Mixed(TornadoAccelerator whole, Mirror mirror) implements Accelerator {
    @Override public String description() { return whole.description(); }

    @Override public AcceleratorMode mode() { return whole.mode(); }

    @Override public String remark() { return whole.remark(); }

    @Override public String report() { return whole.report(); }

    @Override public long memoryBytes() { return whole.memoryBytes(); }

    @Override public Kernels kernels() { return whole.kernels(); }

    @Override public void close() { whole.close(); }
  }

  /// Puts slabs into the arrays of the memory by turns: the next into the second array where `high` says so.
  private static final class Turns implements Mirror {

    private final Gpu gpu;
    private final boolean[] high;
    private int turn;

    Turns(Gpu gpu, boolean... high) {
      this.gpu = gpu;
      this.high = high;
    }

    @Override public synchronized void reserve(MemorySegment slab) {
      boolean taken = high[turn++ % high.length] ? gpu.reserveHigh(slab) : gpu.reserveLow(slab);
      assertTrue(taken, "the tests' memory is large enough");
    }

    @Override public Twin twin(MemorySegment block, long bytes, Content content) {
      return gpu.twin(block, bytes, content);
    }

    @Override public long carriedThere() { return gpu.carriedThere(); }

    @Override public long carriedBack() { return gpu.carriedBack(); }
  }

  /// Calls `call` with both backends on operands of equal content, and compares every bit of every operand. Twice, so that every
  /// operand has been in either array of the memory, beside operands in the other.
  static void same(String what, long seed, BiConsumer<Kernels, Operands> call) {
    assumeTrue(ACCELERATOR != null, "TornadoVM has no device here");
    for (boolean lowFirst : new boolean[]{true, false}) {
      try (Workspace here = new Workspace(1L << 30);
          Scope expectedScope = new Scope("expected", here);
          Scope first = new Scope("first", lowFirst ? IN_LOW : IN_HIGH);
          Scope second = new Scope("second", lowFirst ? IN_HIGH : IN_LOW)) {
        Operands expected = new Operands(seed, expectedScope), actual = new Operands(seed, first, second);
        call.accept(Kernels.reference(), expected);
        call.accept(ACCELERATOR.kernels(), actual);
        assertNull(actual.differenceFrom(expected), what);
      }
    }
  }

  private static final Workspace IN_LOW = mirrored(false), IN_HIGH = mirrored(true);

  private static Workspace mirrored(boolean high) {
    return ACCELERATOR == null
        ? null
        : new Workspace(ACCELERATOR.memoryBytes(), new Turns(ACCELERATOR.gpu(), high));
  }

  /// A random model of two layers; `range` is the deviation of its weights.
  static Pretrained small(int vocabulary, double range, long seed) {
    return Pretrained.random(TransformerConfig.of(new HashMap<>(Map.ofEntries(
        Map.entry("model_type", "qwen2"), Map.entry("vocab_size", vocabulary), Map.entry("hidden_size", 24),
        Map.entry("intermediate_size", 27), Map.entry("num_hidden_layers", 2),
        Map.entry("num_attention_heads", 4), Map.entry("num_key_value_heads", 2),
        Map.entry("max_position_embeddings", 64), Map.entry("initializer_range", range),
        Map.entry("rms_norm_eps", 1e-6), Map.entry("rope_theta", 10000.0),
        Map.entry("tie_word_embeddings", true)))), seed);
  }
}
