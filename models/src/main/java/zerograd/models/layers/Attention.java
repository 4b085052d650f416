package zerograd.models.layers;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import zerograd.autograd.Variable;
import zerograd.core.Shape;
import zerograd.tensor.kernels.AttentionKernel.Heads;

/// Causal self-attention with grouped queries and rotary positions.
///
///     q, k, v = q_proj(x), k_proj(x), v_proj(x)        split into heads; q and k normalised (Qwen3), then turned
///     y = o_proj(softmax(q kᵀ / √d) v)
///
/// Shapes: `x`, `y` (N, D); `q` (N, H, d); `k`, `v` (N, Hkv, d).
///
/// Vaswani et al. 2017, *Attention Is All You Need*, arXiv:1706.03762, section 3.2; Ainslie et al. 2023, *GQA*,
/// arXiv:2305.13245; Su et al. 2021, *RoFormer*, arXiv:2104.09864.
///
/// @param layer number of the block, by which a cache keeps its keys and values
public record Attention(Linear qProj, Linear kProj, Linear vProj, Linear oProj, Optional<RmsNorm> qNorm,
    Optional<RmsNorm> kNorm, RotaryEmbedding rotary, Heads heads, int layer) implements Layer {

  public Variable forward(Variable x, Pass pass) {
    int H = heads.H(), Hkv = heads.Hkv();
    List<Variable> rows = Linear.forward(x, pass, qProj, kProj, vProj);
    Variable q = rotary.forward(normalised(qNorm, split(rows.get(0), H)), pass); // (N, H, d)
    Variable k = rotary.forward(normalised(kNorm, split(rows.get(1), Hkv)), pass); // (N, Hkv, d)
    Variable v = split(rows.get(2), Hkv);
    Variable mixed = pass.attention(layer, q, k, v, heads);
    return oProj.forward(mixed.reshape(new Shape(x.shape().rows(), H * heads.d())), pass); // (N, D)
  }

  /// This layer with its projections changed one by one; `change` is told their names under `path`.
  public Attention withProjections(String path, BiFunction<String, Linear, Linear> change) {
    return new Attention(change.apply(path + ".q_proj", qProj), change.apply(path + ".k_proj", kProj),
        change.apply(path + ".v_proj", vProj), change.apply(path + ".o_proj", oProj), qNorm, kNorm, rotary,
        heads, layer);
  }

  private Variable split(Variable rows, int count) {
    return rows.reshape(new Shape(rows.shape().rows(), count, heads.d()));
  }

  private static Variable normalised(Optional<RmsNorm> norm, Variable x) {
    return norm.isPresent() ? norm.get().forward(x) : x;
  }
}
