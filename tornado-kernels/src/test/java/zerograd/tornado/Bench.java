package zerograd.tornado;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.function.BiConsumer;
import zerograd.core.Scope;
import zerograd.core.Workspace;
import zerograd.tensor.Accelerator;
import zerograd.tensor.AcceleratorMode;
import zerograd.tensor.kernels.Kernels;

/// The kernels of this module on what this JVM has: a device, or plain Java, beside the reference.
///
/// Tests run twice, in a JVM with TornadoVM's options and in one without; each says once what it ran on.
final class Bench {

  private static final Accelerator ACCELERATOR = open(AcceleratorMode.STRICT, 1 << 24);

  private Bench() {}

  /// A machine of its own for a test, with room for so many numbers if it is plain Java; null if there is no device.
  static Accelerator open(AcceleratorMode mode, int floats) {
    String reason = new TornadoProvider().unusableBecause();
    Accelerator opened = isPlain()
        ? new TornadoAccelerator(new PlainMachine(floats), mode)
        : reason == null ? new TornadoProvider().open(mode) : null;
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

  /// What tests run on; skips the test where a device is wanted and there is none.
  static TornadoAccelerator accelerator() {
    assumeTrue(ACCELERATOR != null, "TornadoVM has no device here");
    return (TornadoAccelerator) ACCELERATOR;
  }

  /// Calls `call` with both backends on operands of equal content, and compares every bit of every operand.
  static void same(String what, long seed, BiConsumer<Kernels, Operands> call) {
    Accelerator accelerator = accelerator();
    Workspace there = MIRRORED;
    try (Workspace here = new Workspace(1L << 30);
        Scope expectedScope = new Scope("expected", here);
        Scope actualScope = new Scope("actual", there)) {
      Operands expected = new Operands(seed, expectedScope), actual = new Operands(seed, actualScope);
      call.accept(Kernels.reference(), expected);
      call.accept(accelerator.kernels(), actual);
      assertNull(actual.differenceFrom(expected), what);
    }
  }

  private static final Workspace MIRRORED = ACCELERATOR == null
      ? null
      : new Workspace(ACCELERATOR.memoryBytes(), ACCELERATOR.mirror());
}
