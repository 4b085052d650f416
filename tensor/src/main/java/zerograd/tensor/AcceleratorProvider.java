package zerograd.tensor;

import java.util.List;

/// Offers an [Accelerator]; found by `ServiceLoader`, so that nothing depends on what drives it.
public interface AcceleratorProvider {

  /// Why there is none to use here, ending in the remedy; null if there is one.
  String unusableBecause();

  /// The devices that it sees, a line each, the one that [#open] takes first.
  List<String> devices();

  /// Takes memory on the first device, to compute so exactly there.
  ///
  /// @throws IllegalStateException if that fails, with the reason in a sentence
  Accelerator open(AcceleratorMode mode);
}
