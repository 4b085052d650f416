package zerograd.tensor;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// The accelerators that this JVM can reach.
public final class Accelerators {

  private static final String ABSENT = "no GPU kernels are on the class path; install TornadoVM, set TORNADOVM_HOME, "
      + "and start with ./zerograd (docs/gpu.md)";

  private Accelerators() {}

  /// Why none can be used, ending in the remedy; null if one can.
  public static String unusableBecause() {
    String reason = ABSENT;
    for (AcceleratorProvider provider : providers()) {
      reason = provider.unusableBecause();
      if (reason == null) return null;
    }
    return reason;
  }

  /// All devices that can be used, a line each.
  public static List<String> devices() {
    return providers().stream().filter(provider -> provider.unusableBecause() == null)
        .flatMap(provider -> provider.devices().stream()).toList();
  }

  /// The first one that can be used, to compute so exactly.
  ///
  /// @throws IllegalStateException if there is none, or it fails, with the reason in a sentence
  public static Accelerator open(AcceleratorMode mode) {
    for (AcceleratorProvider provider : providers())
      if (provider.unusableBecause() == null) return provider.open(mode);
    throw new IllegalStateException("no GPU can be used: " + unusableBecause());
  }

  /// One that was built against something that is not here is passed over.
  private static List<AcceleratorProvider> providers() {
    List<AcceleratorProvider> found = new ArrayList<>();
    Iterator<AcceleratorProvider> all = ServiceLoader.load(AcceleratorProvider.class).iterator();
    while (true) {
      try {
        if (!all.hasNext()) return found;
        found.add(all.next());
      } catch (ServiceConfigurationError | LinkageError absent) {
        System.getLogger("zerograd").log(System.Logger.Level.DEBUG, "an accelerator was passed over", absent);
      }
    }
  }
}
