package zerograd.autograd.optim;

import java.util.List;
import java.util.SequencedMap;
import zerograd.autograd.Param;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.AdamWKernel;
import zerograd.tensor.kernels.ElementwiseKernel;

/// Adam, with weight decay as a term of the gradient.
///
///     g = gradient + λ w, then as [AdamW] without decay
///
/// Kingma & Ba 2014, *Adam: A Method for Stochastic Optimization*, arXiv:1412.6980, algorithm 1. For why the
/// decay is better kept out of the moments, see [AdamW].
public final class Adam implements Optimizer {

  private final Moments moments;
  private final AdamW.Settings settings;

  /// An optimizer of the trainable ones among `params`.
  public Adam(List<Param> params, AdamW.Settings settings) {
    moments = new Moments(params);
    this.settings = settings;
  }

  @Override public List<Param> params() { return moments.params(); }

  @Override public void step(double learningRate, double clipFactor) {
    AdamWKernel.Step step = moments.next(settings, learningRate, 1, 1);
    ElementwiseKernel elementwise = Device.kernels().elementwise();
    float clip = (float) clipFactor, weightDecay = (float) settings.weightDecay();
    moments.each((w, m, v) -> {
      long n = w.shape().size();
      elementwise.affine(w.gradient().data(), w.gradient().data(), clip, -0f, n);
      if (weightDecay != 0) elementwise.addScaled(w.gradient().data(), w.value().data(), weightDecay, n);
      Device.kernels().adamW().step(w.value().data(), m.data(), v.data(), w.gradient().data(), n, step);
    });
  }

  @Override public long steps() { return moments.steps(); }

  @Override public void resumeAt(long steps) { moments.resumeAt(steps); }

  @Override public SequencedMap<String, Tensor> state(int index) { return moments.state(index); }
}
