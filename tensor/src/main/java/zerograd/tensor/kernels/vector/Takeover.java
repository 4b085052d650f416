package zerograd.tensor.kernels.vector;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import zerograd.core.Workers;
import zerograd.tensor.kernels.Kernels;

/// Goes over from the fallback's kernels to the vector kernels, family by family, as each is compiled.
///
/// Both give the same bits, so nobody can tell from a result when that happened. Matrix products are ours from the start:
/// their packed weights have a layout of their own, and they have their own way of waiting.
final class Takeover {

  /// A family: what must be quick before it is used, and the kernels with it.
  private record Family(List<KernelTrials.Trial> trials, UnaryOperator<Kernels> with) {}

  private final Kernels vector;
  private final Consumer<Kernels> use;

  private Takeover(Kernels vector, Consumer<Kernels> use) {
    this.vector = vector;
    this.use = use;
  }

  /// Gives `use` kernels to begin with, and better ones from a thread of its own until they are those of `vector`.
  static void begin(Kernels vector, Kernels fallback, Consumer<Kernels> use) {
    Kernels first = new Kernels(vector.name(), fallback.elementwise(), fallback.reduce(), vector.linear(),
        vector.frozenLinear(), fallback.rmsNorm(), fallback.rope(), fallback.attention(),
        fallback.embedding(),
        fallback.logSoftmax(), fallback.tokenLogProbs(), fallback.adamW());
    use.accept(first);
    Takeover takeover = new Takeover(vector, use);
    Thread.ofPlatform().name("zerograd-warmup-kernels").daemon().start(() -> takeover.run(first));
  }

  private void run(Kernels now) {
    if (vector.linear() instanceof VectorLinear linear) linear.awaitWarm();   // which knows when it pays
    try (Workers alone = new Workers(1)) {
      for (Family family : families(new KernelTrials(alone))) {
        if (!family.trials().stream().allMatch(trial -> Warmup.compiles(trial.call(), trial.nanos())))
          continue;
        now = family.with().apply(now);
        use.accept(now);
      }
    }
  }

  /// In the order in which a model that answers meets them; what only training needs comes last.
  private List<Family> families(KernelTrials trials) {
    return List.of(new Family(trials.rmsNorm(), kernels -> kernels.with(vector.rmsNorm())),
        new Family(trials.rope(), kernels -> kernels.with(vector.rope())),
        new Family(trials.reduce(), kernels -> kernels.with(vector.reduce())),
        new Family(trials.attention(), kernels -> kernels.with(vector.attention())),
        new Family(trials.elementwise(), kernels -> kernels.with(vector.elementwise())),
        new Family(trials.tokenLogProbs(), kernels -> kernels.with(vector.tokenLogProbs())),
        new Family(trials.embedding(), kernels -> kernels.with(vector.embedding())),
        new Family(trials.adamW(), kernels -> kernels.with(vector.adamW())),
        new Family(trials.logSoftmax(), kernels -> kernels.with(vector.logSoftmax())));
  }
}
