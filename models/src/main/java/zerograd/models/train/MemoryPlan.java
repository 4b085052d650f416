package zerograd.models.train;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import zerograd.autograd.Param;
import zerograd.autograd.ops.TokenLogProbsOp;
import zerograd.models.generate.Generator;
import zerograd.models.layers.LoraConfig;
import zerograd.models.lora.Adapter;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TransformerConfig;
import zerograd.tensor.Device;
import zerograd.tensor.FrozenMatrix;
import zerograd.tensor.kernels.FrozenFormat;

/// What a run needs of the machine's memory, in bytes, from the sizes alone: before a weight is read.
///
///     weights      4 P, or what a frozen format takes; with LoRA, 4 r (M + K) more for each matrix corrected
///     gradients    4 T        moments  8 T        for T weights that are trained
///     activations  4 N (L a + 4 D), with recomputation 4 N (L D + a + 4 D);  4 M (D + 8) of the M predictions
///                  a = 6 D + 3 H d + 3 Hkv d + 3 F + 2 H + 2, the values that a block's operations keep for a token;
///                  LoRA adds 2 M' + 2 r to that for each matrix of M' outputs, and K with dropout
///     cache        8 · sequences · capacity · L Hkv d
///     workspace    logits, 4 V for each that is kept or made at once, and the gradients inside one block,
///                  4 N (3 F + 6 D + 3 H d + 4 Hkv d); or, if it is more, prompts that are read, 4 ((L + 2) D + a) a token;
///                  trained matrices arranged for few rows while there are rollouts, 4 T
///
/// in the letters of docs/notation.md. Training and generation take turns with what is neither weights nor arranged from them,
/// so the larger of the two counts. Memory comes in slabs, which are not filled to the last byte: a sixteenth and 16 MB are
/// added to the total. What the JVM needs for itself, 0.2 to 0.3 GB, is not in it.
///
/// @param weights of all models
/// @param gradients of those that are trained
/// @param moments of their optimizers
/// @param activations kept from the forward pass for the way back
/// @param cache keys and values of the sequences that are generated together
/// @param workspace logits, gradients of activations, prompts that are read, arranged weights
/// @param total the most that is held at once
public record MemoryPlan(long weights, long gradients, long moments, long activations, long cache,
    long workspace, long total) {

  /// Slabs that their scopes have begun and not filled, in bytes.
  private static final long SLABS_BEGUN = 16L << 20;

  /// A model of the run.
  ///
  /// @param frozen how its matrices are kept if they are not trained
  /// @param lora what is trained in their place, if anything is
  public record Model(TransformerConfig config, Optional<FrozenFormat> frozen, Optional<LoraConfig> lora) {

    /// A model all of whose weights are trained.
    public static Model trained(TransformerConfig config) {
      return new Model(config, Optional.empty(), Optional.empty());
    }

    /// A model that is only asked.
    public static Model frozen(TransformerConfig config, FrozenFormat format) {
      return new Model(config, Optional.of(format), Optional.empty());
    }

    /// A model whose matrices are frozen and corrected.
    public static Model corrected(TransformerConfig config, FrozenFormat format, LoraConfig lora) {
      return new Model(config, Optional.of(format), Optional.of(lora));
    }

    /// A model that is there already.
    public static Model of(Pretrained pretrained) {
      CausalLm model = pretrained.model();
      if (model.parameters().values().stream().allMatch(Param::isTrainable))
        return trained(pretrained.config());
      FrozenFormat format = model.parameters().values().stream().flatMap(param -> param.matrix().stream())
          .map(FrozenMatrix::format).findFirst().orElse(FrozenFormat.F32);
      return new Model(pretrained.config(), Optional.of(format), Adapter.of(model).map(Adapter::config));
    }

    /// As it is when nothing of it is trained, as a reference is kept: what an adapter corrects is shared.
    public Model reference() {
      return lora.isPresent()
          ? new Model(config, frozen, Optional.empty())
          : frozen(config, FrozenFormat.F32);
    }

    /// A matrix of a block.
    private record Projection(String name, long outputs, long inputs) {}

    private List<Projection> projections() {
      long D = config.hiddenSize(), F = config.intermediateSize(), q = queries(), kv = keys();
      return List.of(new Projection("self_attn.q_proj", q, D), new Projection("self_attn.k_proj", kv, D),
          new Projection("self_attn.v_proj", kv, D), new Projection("self_attn.o_proj", D, q),
          new Projection("mlp.gate_proj", F, D), new Projection("mlp.up_proj", F, D),
          new Projection("mlp.down_proj", D, F));
    }

    private List<Projection> correctedProjections() {
      return lora.isEmpty()
          ? List.of()
          : projections().stream().filter(matrix -> lora.get().targets(matrix.name)).toList();
    }

    private long queries() { return (long) config.numAttentionHeads() * config.headDim(); }

    private long keys() { return (long) config.numKeyValueHeads() * config.headDim(); }

    /// Numbers in its matrices, the embedding included.
    private long matrixNumbers() {
      long block = projections().stream().mapToLong(matrix -> matrix.outputs * matrix.inputs).sum();
      long words = (long) config.vocabSize() * config.hiddenSize();
      return config.numHiddenLayers() * block + (config.tieWordEmbeddings() ? 1 : 2) * words;
    }

    /// Numbers beside the matrices: norms and biases.
    private long vectorNumbers() {
      long D = config.hiddenSize(), block = 2 * D;
      if (config.attentionBias()) block += queries() + 2 * keys();
      if (config.outputBias()) block += D;
      if (config.mlpBias()) block += 2L * config.intermediateSize() + D;
      if (config.queryKeyNorm()) block += 2L * config.headDim();
      return config.numHiddenLayers() * block + D;
    }

    /// How many numbers its weights are, corrections left out.
    public long parameters() { return matrixNumbers() + vectorNumbers(); }

    /// How many of its weights are trained.
    public long trainedNumbers() {
      if (frozen.isEmpty()) return parameters();
      long block = correctedProjections().stream()
          .mapToLong(matrix -> lora.get().rank() * (matrix.outputs + matrix.inputs)).sum();
      return config.numHiddenLayers() * block;
    }

    /// What its weights take, in bytes.
    public long weightBytes() {
      if (frozen.isEmpty()) return Float.BYTES * parameters();
      long matrices = switch (frozen.get()) {
        case F32 -> 4 * matrixNumbers();
        case BF16 -> 2 * matrixNumbers();
        case INT8 -> matrixNumbers() + matrixNumbers() / (FrozenFormat.BLOCK / 2);
      };
      return matrices + Float.BYTES * (vectorNumbers() + trainedNumbers());
    }

    /// a: values that the operations of a block keep for a token.
    private long perToken() {
      long D = config.hiddenSize(), F = config.intermediateSize(), H = config.numAttentionHeads();
      long values = 6 * D + 3 * queries() + 3 * keys() + 3 * F + 2 * H + 2;
      if (config.queryKeyNorm()) values += queries() + keys() + H + config.numKeyValueHeads();
      for (Projection matrix : correctedProjections()) {
        values += 2 * matrix.outputs + 2L * lora.get().rank()
            + (lora.get().dropout() > 0 ? matrix.inputs : 0);
      }
      return values;
    }

    /// Gradients inside a block for a token.
    private long sentBackPerToken() {
      return 3L * config.intermediateSize() + 6L * config.hiddenSize() + 3 * queries() + 4 * keys();
    }
  }

  /// One micro-batch of training.
  ///
  /// @param tokens N, of all its sequences
  /// @param predictions M, the tokens whose log-probs are computed
  /// @param recompute whether blocks forget their activations
  public record Step(int tokens, int predictions, boolean recompute) {

    /// The largest micro-batch that supervised training makes of the first steps, some hundreds of them.
    public static Step of(LanguageModelTrainer.Settings learning, List<Example> examples, Batches batches,
        int steps) {
      Step largest = new Step(0, 0, learning.recompute());
      for (int step = 0; step < Math.min(steps, STEPS_LOOKED_AT); step++) {
        List<Example> batch = Arrays.stream(batches.batch(step)).mapToObj(examples::get).toList();
        for (int from = 0, to; from < batch.size(); from = to) {
          to = learning.endOfPart(batch, from);
          int tokens = batch.subList(from, to).stream().mapToInt(example -> example.ids().length).sum();
          if (tokens > largest.tokens) largest = new Step(tokens, tokens, learning.recompute());
        }
      }
      return largest;
    }

    private static final int STEPS_LOOKED_AT = 500;
  }

  /// Generation, if there is any.
  ///
  /// @param sequences that are generated together; 0 for none
  /// @param capacity positions of each
  /// @param promptTokens of all prompts of a step
  public record Rollouts(int sequences, int capacity, long promptTokens) {

    /// No generation.
    public static final Rollouts NONE = new Rollouts(0, 0, 0);
  }

  /// The plan of training `policy` beside other models: a reference, a critic.
  public static MemoryPlan of(Model policy, List<Model> others, Step step, Rollouts rollouts) {
    TransformerConfig c = policy.config;
    long N = step.tokens, M = step.predictions, L = c.numHiddenLayers(), V = c.vocabSize(),
        D = c.hiddenSize();
    long a = policy.perToken();
    long activations = 4 * (N * ((step.recompute ? L * D + a : L * a) + 4 * D) + M * (D + 8));

    int rows = (int) M, kept = step.recompute ? 0 : TokenLogProbsOp.keptRows(rows, (int) V);
    long logits = 4 * V * (kept + Math.min(rows - kept, TokenLogProbsOp.chunk((int) V)));
    long sentBack = 4 * N * policy.sentBackPerToken();

    long cache = 8L * rollouts.sequences * ((rollouts.capacity + 15) / 16 * 16) * L * policy.keys();
    long reading = 4 * Math.min(Generator.PREFILL_TOKENS, rollouts.promptTokens) * ((L + 2) * D + a);
    long arranged = rollouts.sequences == 0 || policy.frozen.isPresent() ? 0 : 4 * policy.matrixNumbers();

    long weights = policy.weightBytes(), trained = policy.trainedNumbers();
    for (Model other : others) {
      weights += other.weightBytes();
      trained += other.trainedNumbers();
    }
    long inTraining = activations + logits + sentBack, inGeneration = cache + reading;
    long most = weights + 12 * trained + arranged + Math.max(inTraining, inGeneration);
    return new MemoryPlan(weights, 4 * trained, 8 * trained, activations, cache,
        arranged + Math.max(logits + sentBack, reading),
        most + most / 16 + SLABS_BEGUN);
  }

  /// Refuses what cannot fit.
  ///
  /// @param available bytes that this process may use
  /// @throws IllegalArgumentException if the plan needs more
  public MemoryPlan require(long available) {
    if (total <= available) return this;
    throw new IllegalArgumentException(
        "this run needs %s of memory and may use %s; make the micro-batches smaller or compute activations again (batch.recompute)"
            .formatted(gigabytes(total), gigabytes(available)));
  }

  /// What a process may use of this machine, or of the container it runs in: nine tenths of its memory.
  public static long available() { return Device.memoryBytes() / 10 * 9; }

  /// What a device may use: of its own memory, and of this machine's, which has room for all that a GPU keeps.
  public static long available(Device device) {
    return Math.min(available(), device.workspace().limitBytes());
  }

  private static String gigabytes(long bytes) {
    return bytes < 100_000_000
        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
  }

  /// One line: each part, the most at once, and what there is.
  @Override public String toString() {
    return "memory: weights %s, gradients %s, moments %s, activations %s, cache %s, workspace %s; %s at once, of %s"
        .formatted(gigabytes(weights), gigabytes(gradients), gigabytes(moments), gigabytes(activations),
            gigabytes(cache), gigabytes(workspace), gigabytes(total), gigabytes(available()));
  }
}
