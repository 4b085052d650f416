package zerograd.tensor;

import zerograd.core.Mirror;
import zerograd.tensor.kernels.Kernels;

/// A machine beside the processor that has memory of its own, and kernels that compute there.
public interface Accelerator extends AutoCloseable {

  /// What it is, for the user: `CUDA, NVIDIA H200, 8.0 GiB, strict`.
  String description();

  /// How exactly it computes.
  AcceleratorMode mode();

  /// What the user should know of that, in a sentence; null if nothing.
  String remark();

  /// What was compiled for it and what crossed so far, in a sentence.
  String report();

  /// Its memory, in which every block of the workspace gets a place.
  Mirror mirror();

  /// How much of its memory may be used, in bytes.
  long memoryBytes();

  /// Its kernels; they take operands that are in its memory.
  Kernels kernels();

  /// Gives its memory back.
  @Override void close();
}
