package zerograd.tensor.kernels.vector;

import zerograd.core.Workers;
import zerograd.tensor.kernels.Kernels;
import zerograd.tensor.kernels.KernelsProvider;

/// Offers the vector kernels where the JVM was started with the Vector API.
public final class VectorKernelsProvider implements KernelsProvider {

  @Override public String name() { return "vector"; }

  @Override public int preference() { return 10; }

  @Override public String unusableBecause() {
    boolean loaded = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    return loaded
        ? null
        : "module jdk.incubator.vector is not loaded; add --add-modules jdk.incubator.vector";
  }

  @Override public Kernels kernels(Workers workers, Kernels fallback) {
    return new Kernels(name(), new VectorElementwise(workers), new VectorReduce(workers),
        new VectorLinear(workers), new VectorRmsNorm(workers), new VectorRope(workers),
        new VectorAttention(workers),
        new VectorEmbedding(workers), new VectorLogSoftmax(workers), new VectorTokenLogProbs(workers),
        new VectorAdamW(workers));
  }
}
