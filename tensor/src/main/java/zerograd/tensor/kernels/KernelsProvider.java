package zerograd.tensor.kernels;

import zerograd.core.Workers;

/// Offers a backend; found by `ServiceLoader`.
public interface KernelsProvider {

  /// What users call it: `vector`.
  String name();

  /// Higher is tried first.
  int preference();

  /// Why this backend cannot run on this machine and JVM, ending in the remedy; null if it can.
  String unusableBecause();

  /// The backend, with families it lacks taken from `fallback`.
  Kernels kernels(Workers workers, Kernels fallback);
}
