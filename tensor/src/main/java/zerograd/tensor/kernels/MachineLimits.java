package zerograd.tensor.kernels;

import zerograd.core.Floats;
import zerograd.core.Workers;
import zerograd.tensor.kernels.vector.FmaPeak;
import zerograd.tensor.kernels.vector.ReadPeak;

/// What no kernel can exceed on this machine with these threads, measured: multiply-adds from registers, and reads from memory.
///
/// Each call takes some ten milliseconds, so that a caller can measure beside what it compares: the limits of a machine that
/// others use too change from second to second.
public final class MachineLimits {

  private static final int ROUNDS = 5_000_000;

  private final Workers workers;
  private final Floats block;

  /// Limits of `workers`; reads go over `block`, see [#length].
  ///
  /// @throws IllegalStateException if they cannot be measured, see [MachineSpeed#unknownBecause]
  public MachineLimits(Workers workers, Floats block) {
    if (MachineSpeed.unknownBecause() != null) {
      throw new IllegalStateException("the machine's limits are unknown: " + MachineSpeed.unknownBecause());
    }
    this.workers = workers;
    this.block = block;
    block.fill(0.5f);
    FmaPeak.awaitCompiled();
    ReadPeak.awaitCompiled(block.address());
  }

  /// How many floats the block needs: far more than any cache holds.
  public static long length() { return 128L << 20; }

  /// Billions of floating-point operations a second that all threads together do in registers, now.
  public double gflops() {
    float[] kept = new float[workers.threads()];
    long began = System.nanoTime();
    workers.pieces(workers.threads(), (piece, _) -> kept[piece] = FmaPeak.run(ROUNDS, 0.5f));
    long nanos = System.nanoTime() - began;
    refuseNaN(kept);
    return workers.threads() * FmaPeak.operations(ROUNDS) / nanos;
  }

  /// Billions of bytes a second that all threads together read from memory, now.
  public double readGigabytes() {
    int pieces = 16 * workers.threads();
    long share = block.length() / pieces / ReadPeak.unit() * ReadPeak.unit();
    float[] kept = new float[pieces];
    long began = System.nanoTime();
    workers.pieces(pieces, (piece, _) -> kept[piece] = ReadPeak
        .sum(block.address() + piece * share * Float.BYTES, share));
    long nanos = System.nanoTime() - began;
    refuseNaN(kept);
    return (double) pieces * share * Float.BYTES / nanos;
  }

  private static void refuseNaN(float[] kept) {
    for (float number : kept) {
      if (Float.isNaN(number)) throw new IllegalStateException("the measurement went wrong: NaN");
    }
  }
}
