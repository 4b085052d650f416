package zerograd.tensor.kernels;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import zerograd.core.Workers;
import zerograd.tensor.kernels.reference.ReferenceAdamW;
import zerograd.tensor.kernels.reference.ReferenceAttention;
import zerograd.tensor.kernels.reference.ReferenceElementwise;
import zerograd.tensor.kernels.reference.ReferenceEmbedding;
import zerograd.tensor.kernels.reference.ReferenceFrozenLinear;
import zerograd.tensor.kernels.reference.ReferenceLinear;
import zerograd.tensor.kernels.reference.ReferenceLogSoftmax;
import zerograd.tensor.kernels.reference.ReferenceReduce;
import zerograd.tensor.kernels.reference.ReferenceRmsNorm;
import zerograd.tensor.kernels.reference.ReferenceRope;
import zerograd.tensor.kernels.reference.ReferenceTokenLogProbs;

/// A backend: one implementation of each family of kernels.
///
/// Because a backend is a value, a wrong number is found by bisection: replace one family of the reference at a time.
///
///     Kernels suspect = Kernels.reference().with(vector.attention());
public record Kernels(String name, ElementwiseKernel elementwise, ReduceKernel reduce, LinearKernel linear,
    FrozenLinearKernel frozenLinear, RmsNormKernel rmsNorm, RopeKernel rope, AttentionKernel attention,
    EmbeddingKernel embedding,
    LogSoftmaxKernel logSoftmax, TokenLogProbsKernel tokenLogProbs, AdamWKernel adamW) {

  /// The definition of every number this library computes: plain loops on one thread, written to be read.
  public static Kernels reference() {
    return new Kernels("reference", new ReferenceElementwise(), new ReferenceReduce(), new ReferenceLinear(),
        new ReferenceFrozenLinear(), new ReferenceRmsNorm(), new ReferenceRope(), new ReferenceAttention(),
        new ReferenceEmbedding(),
        new ReferenceLogSoftmax(), new ReferenceTokenLogProbs(), new ReferenceAdamW());
  }

  /// The best backend that can run here, asking every [KernelsProvider] in order of preference.
  ///
  /// Why a better one was passed over goes to the log, in one line ending in the remedy.
  public static Kernels fastest(Workers workers) {
    KernelsProvider provider = usable();
    return provider == null ? reference() : provider.kernels(workers, reference());
  }

  /// The same for a caller that computes at once: gives `use` kernels that are quick from their first call, and others as the
  /// compiler gets on, the last time those of [#fastest(Workers)]. All of them give the same bits.
  ///
  /// @param use called before this method returns, and later from another thread
  public static void fastest(Workers workers, Consumer<Kernels> use) {
    KernelsProvider provider = usable();
    if (provider == null) use.accept(reference());
    else
      provider.kernels(workers, reference(), use);
  }

  /// The preferred provider that can run here; null if there is none.
  private static KernelsProvider usable() {
    for (KernelsProvider provider : providers()) {
      String reason = provider.unusableBecause();
      if (reason == null) return provider;
      System.getLogger("zerograd").log(System.Logger.Level.WARNING, "{0} kernels are off: {1}",
          provider.name(), reason);
    }
    return null;
  }

  /// The backend of the given name: `reference`, `vector`, or one that a provider on the module or class path offers.
  ///
  /// @throws IllegalArgumentException if there is none, or it cannot run here
  public static Kernels named(String name, Workers workers) {
    if (name.equals("reference")) return reference();
    List<String> known = new ArrayList<>(List.of("reference"));
    for (KernelsProvider provider : providers()) {
      if (provider.name().equals(name)) {
        String reason = provider.unusableBecause();
        if (reason != null) throw new IllegalArgumentException(name + " kernels cannot run here: " + reason);
        return provider.kernels(workers, reference());
      }
      known.add(provider.name());
    }
    throw new IllegalArgumentException(
        "kernels: \"%s\" is not one of %s".formatted(name, String.join(", ", known)));
  }

  private static List<KernelsProvider> providers() {
    List<KernelsProvider> found = new ArrayList<>();
    ServiceLoader.load(KernelsProvider.class).forEach(found::add);
    found.sort((a, b) -> Integer.compare(b.preference(), a.preference()));
    return found;
  }

  public Kernels with(ElementwiseKernel elementwise) {
    return new Kernels(name, elementwise, reduce, linear, frozenLinear, rmsNorm, rope, attention, embedding,
        logSoftmax,
        tokenLogProbs,
        adamW);
  }

  public Kernels with(ReduceKernel reduce) {
    return new Kernels(name, elementwise, reduce, linear, frozenLinear, rmsNorm, rope, attention, embedding,
        logSoftmax,
        tokenLogProbs,
        adamW);
  }

  public Kernels with(LinearKernel linear) {
    return new Kernels(name, elementwise, reduce, linear, frozenLinear, rmsNorm, rope, attention, embedding,
        logSoftmax,
        tokenLogProbs,
        adamW);
  }

  public Kernels with(FrozenLinearKernel frozenLinear) {
    return new Kernels(name, elementwise, reduce, linear, frozenLinear, rmsNorm, rope, attention, embedding,
        logSoftmax,
        tokenLogProbs,
        adamW);
  }

  public Kernels with(RmsNormKernel rmsNorm) {
    return new Kernels(name, elementwise, reduce, linear, frozenLinear, rmsNorm, rope, attention, embedding,
        logSoftmax,
        tokenLogProbs,
        adamW);
  }

  public Kernels with(RopeKernel rope) {
    return new Kernels(name, elementwise, reduce, linear, frozenLinear, rmsNorm, rope, attention, embedding,
        logSoftmax,
        tokenLogProbs,
        adamW);
  }

  public Kernels with(AttentionKernel attention) {
    return new Kernels(name, elementwise, reduce, linear, frozenLinear, rmsNorm, rope, attention, embedding,
        logSoftmax,
        tokenLogProbs,
        adamW);
  }

  public Kernels with(EmbeddingKernel embedding) {
    return new Kernels(name, elementwise, reduce, linear, frozenLinear, rmsNorm, rope, attention, embedding,
        logSoftmax,
        tokenLogProbs,
        adamW);
  }

  public Kernels with(LogSoftmaxKernel logSoftmax) {
    return new Kernels(name, elementwise, reduce, linear, frozenLinear, rmsNorm, rope, attention, embedding,
        logSoftmax,
        tokenLogProbs,
        adamW);
  }

  public Kernels with(TokenLogProbsKernel tokenLogProbs) {
    return new Kernels(name, elementwise, reduce, linear, frozenLinear, rmsNorm, rope, attention, embedding,
        logSoftmax,
        tokenLogProbs,
        adamW);
  }

  public Kernels with(AdamWKernel adamW) {
    return new Kernels(name, elementwise, reduce, linear, frozenLinear, rmsNorm, rope, attention, embedding,
        logSoftmax,
        tokenLogProbs,
        adamW);
  }
}
