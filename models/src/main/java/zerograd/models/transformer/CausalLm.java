package zerograd.models.transformer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import zerograd.autograd.Param;
import zerograd.autograd.Variable;
import zerograd.autograd.ops.TokenLogProbsOp;
import zerograd.core.Shape;
import zerograd.models.layers.Attention;
import zerograd.models.layers.Block;
import zerograd.models.layers.Embedding;
import zerograd.models.layers.Layer;
import zerograd.models.layers.Linear;
import zerograd.models.layers.RmsNorm;
import zerograd.models.layers.RotaryEmbedding;
import zerograd.models.layers.SwiGlu;
import zerograd.tensor.FrozenMatrix;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.AttentionKernel.Heads;
import zerograd.tensor.kernels.FrozenFormat;

/// A language model: a transformer and the head that turns its last hidden states into logits.
///
///     logits = transformer(ids) wᵀ        log π(token) = log softmax(logits / T)[token]
///
/// A tied head shares the embedding's weight. The weights live in the scope that the model was made in.
public record CausalLm(Transformer model, Linear lmHead) implements Layer {

  /// A model whose weights are yet to be filled in.
  public static CausalLm empty(TransformerConfig config) {
    return empty(config, shape -> new Param(Tensor.empty(shape)));
  }

  /// As [#empty], for weights that no gradient flows to and that change all at once: a reference policy.
  public static CausalLm emptyFrozen(TransformerConfig config) {
    return empty(config, shape -> Param.frozen(Tensor.empty(shape)));
  }

  /// As [#empty], for a model that is only asked: each matrix is in memory once, in `format`. Vectors (norms and biases)
  /// are float32.
  public static CausalLm emptyFrozen(TransformerConfig config, FrozenFormat format) {
    return empty(config, shape -> shape.rank() == 2
        ? Param.frozen(new FrozenMatrix(shape, format))
        : Param.frozen(Tensor.empty(shape)));
  }

  /// A transformer without a head, to be trained, whose weights are yet to be filled in.
  static Transformer emptyTransformer(TransformerConfig config) {
    return new Builder(config, shape -> new Param(Tensor.empty(shape))).transformer();
  }

  private static CausalLm empty(TransformerConfig config, Function<Shape, Param> kind) {
    return new Builder(config, kind).model();
  }

  /// The logits of every row: (N, V). For long batches over large vocabularies use [#logProbs], which never holds them all.
  public Variable logits(TokenBatch batch) { return lmHead.forward(model.forward(batch)); }

  /// The log-probability of every token after the first of its sequence, and the entropy of the distribution it was drawn
  /// from; see the other.
  public Variable logProbs(TokenBatch batch, float temperature) {
    return logProbs(batch, batch.predictions(), temperature);
  }

  /// The log-probabilities (row 0) and entropies (row 1) of `predictions`: (2, M). Over the whole vocabulary, at
  /// `temperature` T: 1 to score, the T of the rollout to train on it.
  public Variable logProbs(TokenBatch batch, Predictions predictions, float temperature) {
    Variable hidden = model.forward(batch).rows(predictions.rows()); // (M, D)
    return batch.recompute()
        ? TokenLogProbsOp.of(hidden, lmHead.weight(), predictions.targets(), temperature)
        : TokenLogProbsOp.keeping(hidden, lmHead.weight(), predictions.targets(), temperature);
  }

  /// This model with the matrices of its blocks changed one by one, and all other weights shared; `change` is told the name of
  /// each, such as `model.layers.0.self_attn.q_proj`.
  public CausalLm withProjections(BiFunction<String, Linear, Linear> change) {
    return new CausalLm(model.withProjections("model", change), lmHead);
  }

  /// Takes over the numbers of another model's weights.
  ///
  /// @throws IllegalArgumentException if its weights have other names or shapes
  public void copyFrom(CausalLm other) {
    Map<String, Param> mine = parameters(), theirs = other.parameters();
    if (!mine.keySet().equals(theirs.keySet())) {
      throw new IllegalArgumentException("copy: the two models have different weights");
    }
    mine.forEach((name, param) -> {
      Tensor source = theirs.get(name).value();
      if (!source.shape().equals(param.shape())) {
        throw new IllegalArgumentException(
            "copy: %s has shape %s here and %s there".formatted(name, param.shape(), source.shape()));
      }
      if (param.matrix().isPresent()) {
        param.matrix().get()
            .fill((from, numbers) -> numbers.copyFrom(source.data().slice(from, numbers.length())));
      } else {
        param.value().data().copyFrom(source.data());
        param.touch();
      }
    });
  }

  /// How many numbers the weights are.
  public long parameterCount() {
    return parameters().values().stream().mapToLong(param -> param.shape().size()).sum();
  }

  /// Puts a model together from the sizes in its configuration.
  private record Builder(TransformerConfig config, Function<Shape, Param> kind) {

    CausalLm model() {
      Transformer transformer = transformer();
      return new CausalLm(transformer, new Linear(config.tieWordEmbeddings()
          ? transformer.embedTokens().weight()
          : weight(config.vocabSize(), config.hiddenSize())));
    }

    Transformer transformer() {
      RotaryEmbedding rotary = new RotaryEmbedding(config.ropeParameters(), config.headDim());
      Embedding embedTokens = new Embedding(weight(config.vocabSize(), config.hiddenSize()));
      List<Block> layers = new ArrayList<>();
      for (int i = 0; i < config.numHiddenLayers(); i++) layers.add(block(i, rotary));
      return new Transformer(embedTokens, List.copyOf(layers), norm(config.hiddenSize()));
    }

    private Block block(int i, RotaryEmbedding rotary) {
      int D = config.hiddenSize();
      return new Block(norm(D), attention(i, rotary), norm(D), mlp());
    }

    private Attention attention(int i, RotaryEmbedding rotary) {
      int D = config.hiddenSize(), d = config.headDim();
      int H = config.numAttentionHeads(), Hkv = config.numKeyValueHeads();
      boolean bias = config.attentionBias();
      Heads heads = new Heads(H, Hkv, d, config.windows().get(i), (float) (1 / Math.sqrt(d)));
      return new Attention(linear(H * d, D, bias), linear(Hkv * d, D, bias), linear(Hkv * d, D, bias),
          linear(D, H * d, config.outputBias()), headNorm(), headNorm(), rotary, heads, i);
    }

    private SwiGlu mlp() {
      int D = config.hiddenSize(), F = config.intermediateSize();
      boolean bias = config.mlpBias();
      return new SwiGlu(linear(F, D, bias), linear(F, D, bias), linear(D, F, bias));
    }

    private Optional<RmsNorm> headNorm() {
      return config.queryKeyNorm() ? Optional.of(norm(config.headDim())) : Optional.empty();
    }

    private RmsNorm norm(int D) { return new RmsNorm(weight(D), (float) config.rmsNormEps()); }

    private Linear linear(int M, int K, boolean bias) {
      return new Linear(weight(M, K), bias ? Optional.of(weight(M)) : Optional.empty());
    }

    private Param weight(int... dims) { return kind.apply(new Shape(dims)); }
  }
}
