package zerograd.models.lora;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.zip.CRC32;
import zerograd.autograd.Param;
import zerograd.core.Floats;
import zerograd.core.Philox;
import zerograd.core.Shape;
import zerograd.models.layers.Dropout;
import zerograd.models.layers.Linear;
import zerograd.models.layers.LoraConfig;
import zerograd.models.layers.LowRank;
import zerograd.models.transformer.CausalLm;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// The corrections of a model: for some of its matrices, two thin ones that are trained in their place.
///
///     W x   becomes   W x + s · B A x        W (M, K) frozen in float32, bf16 or int8;  A (r, K);  B (M, r)
///
///     CausalLm base = Pretrained.loadFrozen(folder).model();
///     CausalLm model = Adapter.random(base, LoraConfig.of(16, 32), seed).on(base);   // a model like any other
///
/// The weights of `base` are shared, not copied, and have neither gradients nor moments.
///
/// Hu et al. 2021, *LoRA: Low-Rank Adaptation of Large Language Models*, arXiv:2106.09685; on a base in few bits, Dettmers et
/// al. 2023, *QLoRA*, arXiv:2305.14314, eq. 5. Differs from the latter: the bits are int8, not NF4.
///
/// @param modules the corrections by the path of their matrix, `model.layers.0.self_attn.q_proj`; at least one
public record Adapter(SequencedMap<String, LowRank> modules) {

  private static final int MOST_NAMED = 8;

  /// @throws IllegalArgumentException if there is no correction
  public Adapter {
    if (modules.isEmpty()) throw new IllegalArgumentException("lora: an adapter needs a module to correct");
    modules = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(modules));
  }

  /// Corrections to be trained, which are zero to begin with, in the innermost scope.
  ///
  ///     A ~ U(−1/√K, 1/√K)        B = 0
  ///
  /// Element (i, j) of an A is a number of stream INITIALISATION keyed as in
  /// [zerograd.models.transformer.Initialisation], by the name `PATH.lora_A.weight`. Differs from Hu et al., where A is normal,
  /// as PEFT does (He et al. 2015, arXiv:1502.01852, with the slope √5).
  ///
  /// @param seed of A and of dropout
  /// @throws IllegalArgumentException if no matrix of `base` is a target
  public static Adapter random(CausalLm base, LoraConfig config, long seed) {
    SequencedMap<String, LowRank> modules = new LinkedHashMap<>();
    base.withProjections((path, linear) -> {
      if (config.targets(path)) modules.put(path, random(path, linear.weight().shape(), config, seed));
      return linear;
    });
    if (modules.isEmpty()) {
      throw new IllegalArgumentException("lora: the model has no module that ends in one of "
          + String.join(", ", config.targetModules()));
    }
    return new Adapter(modules);
  }

  private static LowRank random(String path, Shape w, LoraConfig config, long seed) {
    int M = w.dim(0), K = w.dim(1), r = config.rank();
    Tensor a = Tensor.empty(new Shape(r, K));
    double bound = 1 / StrictMath.sqrt(K);
    int key = crc(path + ".lora_A.weight");
    Floats numbers = a.data();
    for (int i = 0; i < r; i++) {
      for (int j = 0; j < K; j++) {
        double u = Philox.uniform(seed, Philox.Stream.INITIALISATION, 0, key, i, j);
        numbers.set((long) i * K + j, (float) (bound * (2 * u - 1)));
      }
    }
    return new LowRank(new Param(a), new Param(Tensor.zeros(new Shape(M, r))), config,
        dropout(path, config, seed));
  }

  /// The dropout of one correction: with a key of its own, drawn from the run's seed by the path.
  static Dropout dropout(String path, LoraConfig config, long seed) {
    if (config.dropout() == 0) return Dropout.NONE;
    return new Dropout(config.dropout(), Philox.bits(seed, Philox.Stream.DROPOUT, 0, crc(path), 0, 0));
  }

  private static int crc(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }

  /// `base` with these corrections.
  ///
  /// @throws IllegalArgumentException if `base` lacks one of the matrices, one has another shape, has a correction already, or a
  ///   weight of `base` is trainable
  public CausalLm on(CausalLm base) {
    base.parameters().forEach((name, param) -> {
      if (param.isTrainable()) {
        throw new IllegalArgumentException(
            "lora: %s is trainable, but the base of an adapter does not change; load it frozen"
                .formatted(name));
      }
    });
    SequencedMap<String, LowRank> left = new LinkedHashMap<>(modules);
    CausalLm model = base.withProjections((path, linear) -> {
      LowRank lora = left.remove(path);
      if (lora == null) return linear;
      check(path, linear, lora);
      return linear.with(Optional.of(lora));
    });
    if (!left.isEmpty()) {
      List<String> missing = left.sequencedKeySet().stream().limit(MOST_NAMED).toList();
      throw new IllegalArgumentException(
          "lora: the adapter corrects %s%s, which the model does not have".formatted(
              String.join(", ", missing),
              left.size() > MOST_NAMED ? " and %d more".formatted(left.size() - MOST_NAMED) : ""));
    }
    return model;
  }

  private static void check(String path, Linear linear, LowRank lora) {
    Shape w = linear.weight().shape(), a = lora.a().shape(), b = lora.b().shape();
    boolean fits = a.rank() == 2 && b.rank() == 2 && a.dim(1) == w.dim(1) && b.dim(0) == w.dim(0)
        && a.dim(0) == b.dim(1);
    if (!fits) {
      throw new IllegalArgumentException(
          "lora: %s is %s, and A %s with B %s does not fit it".formatted(path, w, a, b));
    }
    if (linear.lora().isPresent()) {
      throw new IllegalArgumentException("lora: %s has an adapter already; merge it first".formatted(path));
    }
  }

  /// `model` without any corrections: its base.
  public static CausalLm baseOf(CausalLm model) {
    return model.withProjections((_, linear) -> linear.with(Optional.empty()));
  }

  /// The corrections of `model`, if it has any.
  public static Optional<Adapter> of(CausalLm model) {
    SequencedMap<String, LowRank> found = new LinkedHashMap<>();
    model.withProjections((path, linear) -> {
      linear.lora().ifPresent(lora -> found.put(path, lora));
      return linear;
    });
    return found.isEmpty() ? Optional.empty() : Optional.of(new Adapter(found));
  }

  /// What the corrections are.
  public LoraConfig config() { return modules.firstEntry().getValue().config(); }

  /// A copy that does not learn.
  public Adapter frozenCopy() {
    SequencedMap<String, LowRank> copies = new LinkedHashMap<>();
    modules.forEach((path, lora) -> copies.put(path, new LowRank(Param.frozen(lora.a().value().copy()),
        Param.frozen(lora.b().value().copy()), lora.config(), lora.dropout())));
    return new Adapter(copies);
  }

  /// The adapter that takes back what this one adds: with −B, frozen.
  public Adapter negated() {
    SequencedMap<String, LowRank> negated = new LinkedHashMap<>();
    modules.forEach((path, lora) -> {
      Tensor b = Tensor.empty(lora.b().shape());
      Device.kernels().elementwise().affine(b.data(), lora.b().value().data(), -1, 0, b.shape().size());
      negated.put(path, new LowRank(lora.a(), Param.frozen(b), lora.config(), lora.dropout()));
    });
    return new Adapter(negated);
  }

  /// All A and B under the names that they have in `on(base).parameters()`.
  public Map<String, Param> parameters() {
    Map<String, Param> parameters = new LinkedHashMap<>();
    modules.forEach((path, lora) -> lora.parameters()
        .forEach((name, param) -> parameters.put(path + ".lora." + name, param)));
    return parameters;
  }

  /// How many numbers are trained.
  public long parameterCount() {
    return parameters().values().stream().mapToLong(param -> param.shape().size()).sum();
  }
}
