package zerograd.autograd.optim;

import java.util.List;
import java.util.SequencedMap;
import zerograd.autograd.Param;
import zerograd.tensor.Tensor;

/// Changes parameters by their gradients.
///
/// Parameters that need settings of their own, say no weight decay, get an optimizer of their own; the
/// gradient norm is taken over all of them.
public sealed interface Optimizer permits AdamW, Adam, Sgd {

  /// The trainable ones of the parameters this optimizer was made for, in that order.
  List<Param> params();

  /// One step: settles the gradients, changes every parameter that has one, and clears them.
  ///
  /// @param learningRate of this step, schedule included
  /// @param clipFactor factor on the gradients; see [GradientNorm#clipFactor]
  void step(double learningRate, double clipFactor);

  /// One step without clipping.
  default void step(double learningRate) { step(learningRate, 1); }

  /// How many steps were made.
  long steps();

  /// Continues as after `steps` steps. With the [#state] of then, the run goes on with the same bits.
  void resumeAt(long steps);

  /// What is kept from step to step for the parameter of that index in [#params], under PyTorch's names; a
  /// checkpoint stores these tensors, and a resumed run writes into them.
  SequencedMap<String, Tensor> state(int index);
}
