package zerograd.tensor.kernels;

import java.util.function.Consumer;
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

  /// The same for a caller that computes at once: gives `use` kernels that are quick from their first call, and others as
  /// the compiler gets on, the last time those of [#kernels]. All of them give the same bits.
  ///
  /// @param use called before this method returns, and later from another thread
  default void kernels(Workers workers, Kernels fallback, Consumer<Kernels> use) {
    use.accept(kernels(workers, fallback));
  }
}
