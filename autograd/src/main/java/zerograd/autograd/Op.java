package zerograd.autograd;

import zerograd.autograd.ops.AddOp;
import zerograd.autograd.ops.AffineOp;
import zerograd.autograd.ops.AttentionOp;
import zerograd.autograd.ops.BroadcastOp;
import zerograd.autograd.ops.ClampOp;
import zerograd.autograd.ops.ConcatenateOp;
import zerograd.autograd.ops.DivideOp;
import zerograd.autograd.ops.EmbeddingOp;
import zerograd.autograd.ops.ExpOp;
import zerograd.autograd.ops.LinearOp;
import zerograd.autograd.ops.LogOp;
import zerograd.autograd.ops.LogSoftmaxOp;
import zerograd.autograd.ops.MaximumOp;
import zerograd.autograd.ops.MeanOp;
import zerograd.autograd.ops.MinimumOp;
import zerograd.autograd.ops.MultiplyOp;
import zerograd.autograd.ops.PickOp;
import zerograd.autograd.ops.RecomputeOp;
import zerograd.autograd.ops.ReshapeOp;
import zerograd.autograd.ops.RmsNormOp;
import zerograd.autograd.ops.RopeOp;
import zerograd.autograd.ops.SigmoidOp;
import zerograd.autograd.ops.SiluOp;
import zerograd.autograd.ops.SliceOp;
import zerograd.autograd.ops.SubtractOp;
import zerograd.autograd.ops.SumOp;
import zerograd.autograd.ops.SumRowsOp;
import zerograd.autograd.ops.SwiGluOp;
import zerograd.autograd.ops.TokenLogProbsOp;
import zerograd.tensor.Tensor;

/// An operation that was carried out, with all that its backward pass needs.
///
/// The world of operations is closed, so that a test can demand a derivative check of each; [CustomOp] is the
/// door for yours.
public sealed interface Op
    permits AddOp, SubtractOp, MultiplyOp, DivideOp, MinimumOp, MaximumOp, AffineOp, ClampOp,
    ExpOp, LogOp, SigmoidOp, SiluOp, SumOp, MeanOp, SumRowsOp, BroadcastOp, ReshapeOp, SliceOp, ConcatenateOp,
    LinearOp, EmbeddingOp, RmsNormOp, RopeOp, AttentionOp, SwiGluOp, LogSoftmaxOp, PickOp, TokenLogProbsOp,
    RecomputeOp, CustomOp {

  /// Adds to the gradient of each input its share of `dy`, the gradient of the result.
  void backward(Tensor dy);
}
