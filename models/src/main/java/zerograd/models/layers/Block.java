package zerograd.models.layers;

import java.util.function.BiFunction;
import zerograd.autograd.Variable;

/// One layer of the transformer: attention, then feed-forward, each on normalised input and added to the residual stream.
///
///     x = x + attention(norm(x))
///     x = x + mlp(norm(x))
///
/// Shapes: `x` (N, D).   Xiong et al. 2020, *On Layer Normalization in the Transformer Architecture*, arXiv:2002.04745,
/// table 1 (pre-norm).
public record Block(RmsNorm inputLayernorm, Attention selfAttn, RmsNorm postAttentionLayernorm, SwiGlu mlp)
    implements
      Layer {

  public Variable forward(Variable x, Pass pass) {
    x = x.plus(selfAttn.forward(inputLayernorm.forward(x), pass));
    return x.plus(mlp.forward(postAttentionLayernorm.forward(x), pass));
  }

  /// This block with its projections changed one by one; `change` is told their names under `path`.
  public Block withProjections(String path, BiFunction<String, Linear, Linear> change) {
    return new Block(inputLayernorm, selfAttn.withProjections(path + ".self_attn", change),
        postAttentionLayernorm, mlp.withProjections(path + ".mlp", change));
  }
}
