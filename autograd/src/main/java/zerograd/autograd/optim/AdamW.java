package zerograd.autograd.optim;

import java.util.List;
import java.util.SequencedMap;
import zerograd.autograd.Param;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.AdamWKernel;

/// Adam with decoupled weight decay.
///
///     mₜ = β₁ mₜ₋₁ + (1−β₁) g        vₜ = β₂ vₜ₋₁ + (1−β₂) g²
///     w  = w − η λ w − η (mₜ / (1−β₁ᵗ)) / (√(vₜ / (1−β₂ᵗ)) + ε)
///
/// with the clipped gradient g, learning rate η and weight decay λ. Clipping and step are one pass over the
/// weights. The moments (`exp_avg`, `exp_avg_sq`) live beside the weights.
///
/// Loshchilov & Hutter 2017, *Decoupled Weight Decay Regularization*, arXiv:1711.05101, algorithm 2. Differs
/// from the paper as PyTorch does: the decay is multiplied by the learning rate, not by the schedule's factor
/// alone.
public final class AdamW implements Optimizer {

  /// The constants of Adam.
  ///
  /// @param beta1 decay of the mean gradient a step, in [0, 1)
  /// @param beta2 decay of the mean squared gradient a step, in [0, 1)
  /// @param eps added to the root of the second moment
  /// @param weightDecay λ
  public record Settings(double beta1, double beta2, double eps, double weightDecay) {

    public Settings {
      boolean valid = beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && eps >= 0 && weightDecay >= 0;
      if (!valid) {
        throw new IllegalArgumentException(
            "adam: betas must be in [0, 1), eps and weight decay not negative; got %s, %s, %s, %s"
                .formatted(beta1, beta2, eps, weightDecay));
      }
    }

    /// β and ε of Kingma & Ba 2014, arXiv:1412.6980, algorithm 1, with the given weight decay.
    public static Settings decaying(double weightDecay) {
      return new Settings(0.9, 0.999, 1e-8, weightDecay);
    }
  }

  private final Moments moments;
  private Settings settings;

  /// An optimizer of the trainable ones among `params`.
  public AdamW(List<Param> params, Settings settings) {
    moments = new Moments(params);
    this.settings = settings;
  }

  public Settings settings() { return settings; }

  /// Goes on with other constants and the same moments.
  public void use(Settings settings) { this.settings = settings; }

  /// Forgets the moments and the count of steps, as if no step had been made.
  public void restart() { moments.restart(); }

  @Override public List<Param> params() { return moments.params(); }

  @Override public void step(double learningRate, double clipFactor) {
    double decay = 1 - learningRate * settings.weightDecay();
    AdamWKernel.Step step = moments.next(settings, learningRate, clipFactor, decay);
    moments.each((w, m, v) -> Device.kernels().adamW().step(w.value().data(), m.data(), v.data(),
        w.gradient().data(), w.shape().size(), step));
  }

  @Override public long steps() { return moments.steps(); }

  @Override public void resumeAt(long steps) { moments.resumeAt(steps); }

  @Override public SequencedMap<String, Tensor> state(int index) { return moments.state(index); }
}
