package zerograd.tensor.kernels.vector;

import java.util.function.Consumer;
import jdk.incubator.vector.FloatVector;
import zerograd.core.Workers;
import zerograd.tensor.kernels.Kernels;
import zerograd.tensor.kernels.KernelsProvider;

/// Offers the vector kernels where the JVM was started with the Vector API.
public final class VectorKernelsProvider implements KernelsProvider {

  @Override public String name() { return "vector"; }

  @Override public int preference() { return 10; }

  @Override public String unusableBecause() {
    boolean loaded = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (!loaded) return "module jdk.incubator.vector is not loaded; add --add-modules jdk.incubator.vector";
    return Registers.WIDTH >= 4
        ? null
        : "registers hold only %d floats here, and at least 4 are needed; is -XX:MaxVectorSize below 16?"
            .formatted(Registers.WIDTH);
  }

  /// Looked at only when the Vector API is there.
  private static final class Registers {
    static final int WIDTH = FloatVector.SPECIES_PREFERRED.length();
  }

  @Override public Kernels kernels(Workers workers, Kernels fallback) {
    VectorLinear linear = new VectorLinear(workers);
    return new Kernels(name(), new VectorElementwise(workers), new VectorReduce(workers), linear,
        new VectorFrozenLinear(workers, linear), new VectorRmsNorm(workers), new VectorRope(workers),
        new VectorAttention(workers),
        new VectorEmbedding(workers), new VectorLogSoftmax(workers), new VectorTokenLogProbs(workers),
        new VectorAdamW(workers));
  }

  @Override public void kernels(Workers workers, Kernels fallback, Consumer<Kernels> use) {
    Takeover.begin(kernels(workers, fallback), fallback, use);
  }
}
