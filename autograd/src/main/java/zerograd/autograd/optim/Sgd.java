package zerograd.autograd.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import zerograd.autograd.Param;
import zerograd.core.Floats;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.ElementwiseKernel;

/// Stochastic gradient descent, with momentum if asked for.
///
///     g = clip · gradient + λ w        b = μ b + g
///     w = w − η b, or with Nesterov's look ahead  w − η (g + μ b)
///
/// Sutskever et al. 2013, *On the Importance of Initialization and Momentum in Deep Learning*, section 2.
/// Differs from the paper as PyTorch does: the learning rate η stands outside the momentum.
public final class Sgd implements Optimizer {

  /// The constants of descent.
  ///
  /// @param momentum μ, in [0, 1); 0 for none
  /// @param nesterov whether to look ahead; needs momentum
  /// @param weightDecay λ
  public record Settings(double momentum, boolean nesterov, double weightDecay) {

    public Settings {
      if (!(momentum >= 0 && momentum < 1 && weightDecay >= 0) || nesterov && momentum == 0) {
        throw new IllegalArgumentException(
            "sgd: momentum must be in [0, 1), for Nesterov above 0, and weight decay not negative; got %s, %s, %s"
                .formatted(momentum, nesterov, weightDecay));
      }
    }

    /// Neither momentum nor decay.
    public static Settings plain() { return new Settings(0, false, 0); }
  }

  private final List<Param> params;
  private final List<Tensor> buffers;
  private final Settings settings;
  private long steps;

  /// An optimizer of the trainable ones among `params`.
  public Sgd(List<Param> params, Settings settings) {
    this.params = params.stream().filter(Param::isTrainable).toList();
    buffers = settings.momentum() == 0 ? List.of() : this.params.stream().map(Moments::zerosBeside).toList();
    this.settings = settings;
  }

  @Override public List<Param> params() { return params; }

  @Override public void step(double learningRate, double clipFactor) {
    steps++;
    for (int i = 0; i < params.size(); i++) {
      Param param = params.get(i);
      param.settle();
      if (!param.hasGradient()) continue;
      step(param, i, (float) learningRate, (float) clipFactor);
      param.touch();
      param.zeroGradient();
    }
  }

  private void step(Param param, int index, float learningRate, float clip) {
    ElementwiseKernel kernel = Device.kernels().elementwise();
    Floats w = param.value().data(), g = param.gradient().data();
    long n = param.shape().size();
    kernel.affine(g, g, clip, -0f, n);
    if (settings.weightDecay() != 0) kernel.addScaled(g, w, (float) settings.weightDecay(), n);
    Floats direction = g;
    if (settings.momentum() != 0) {
      float momentum = (float) settings.momentum();
      Floats buffer = buffers.get(index).data();
      kernel.affine(buffer, buffer, momentum, -0f, n);
      kernel.addTo(buffer, g, n);
      if (settings.nesterov()) kernel.addScaled(g, buffer, momentum, n);
      else
        direction = buffer;
    }
    kernel.addScaled(w, direction, -learningRate, n);
  }

  @Override public long steps() { return steps; }

  @Override public void resumeAt(long steps) { this.steps = steps; }

  @Override public SequencedMap<String, Tensor> state(int index) {
    SequencedMap<String, Tensor> state = new LinkedHashMap<>();
    if (!buffers.isEmpty()) state.put("momentum_buffer", buffers.get(index));
    return state;
  }
}
