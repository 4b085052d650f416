package zerograd.models.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.autograd.ops.RecomputeOp;
import zerograd.core.Ints;
import zerograd.models.layers.Block;
import zerograd.models.layers.Embedding;
import zerograd.models.layers.Layer;
import zerograd.models.layers.Linear;
import zerograd.models.layers.Pass;
import zerograd.models.layers.RmsNorm;

/// A decoder-only transformer of the Llama family: pre-norm, rotary positions, grouped-query attention, gated feed-forward.
///
///     x = embed(ids);   x = block(x) for each block;   norm(x)
///
/// Shapes: `ids` (N), result (N, D).
///
/// Vaswani et al. 2017, *Attention Is All You Need*, arXiv:1706.03762; Touvron et al. 2023, *LLaMA*, arXiv:2302.13971,
/// section 2.2.
public record Transformer(Embedding embedTokens, List<Block> layers, RmsNorm norm) implements Layer {

  /// The last hidden states of a batch.
  public Variable forward(TokenBatch batch) { return forward(batch.ids(), batch); }

  /// The last hidden states of the rows `ids`.
  public Variable forward(Ints ids, Pass pass) { return hiddenStates(ids, pass).getLast(); }

  /// The residual stream after the embedding and after each block, then the normalised last one: L + 2 values.
  public List<Variable> hiddenStates(Ints ids, Pass pass) {
    List<Variable> states = new ArrayList<>();
    states.add(embedTokens.forward(ids));
    for (Block block : layers) states.add(through(block, states.getLast(), pass));
    states.add(norm.forward(states.getLast()));
    return states;
  }

  /// This transformer with its projections changed one by one; `change` is told their names under `path`.
  Transformer withProjections(String path, BiFunction<String, Linear, Linear> change) {
    List<Block> changed = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      changed.add(layers.get(i).withProjections(path + ".layers." + i, change));
    }
    return new Transformer(embedTokens, List.copyOf(changed), norm);
  }

  /// Where no gradient is wanted, a block's inner values are given back as soon as it is done.
  private static Variable through(Block block, Variable x, Pass pass) {
    boolean forget = pass.recompute() || !Tape.isRecording();
    return forget ? RecomputeOp.of(x, in -> block.forward(in, pass)) : block.forward(x, pass);
  }
}
