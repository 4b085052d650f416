package zerograd.models;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zerograd.autograd.Param;
import zerograd.core.Floats;
import zerograd.core.Philox;
import zerograd.models.layers.LoraConfig;
import zerograd.models.lora.Adapter;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.Pretrained;
import zerograd.models.transformer.TransformerConfig;
import zerograd.tensor.kernels.FrozenFormat;

/// Models that take microseconds, one of each family, with sizes that are no multiple of anything.
public final class TinyModels {

  public static final List<String> FAMILIES = List.of("llama", "mistral", "qwen2", "qwen3");

  private TinyModels() {}

  /// The configuration of a family; tied for Qwen2 and Qwen3.
  public static Map<String, Object> json(String modelType) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("model_type", modelType);
    json.put("vocab_size", 97);
    json.put("hidden_size", 36);
    json.put("intermediate_size", 50);
    json.put("num_hidden_layers", 2);
    json.put("num_attention_heads", 6);
    json.put("num_key_value_heads", 2);
    json.put("head_dim", 10);
    json.put("max_position_embeddings", 128);
    json.put("initializer_range", 0.3);
    json.put("rms_norm_eps", 1e-6);
    json.put("rope_theta", 10000.0);
    json.put("tie_word_embeddings", modelType.startsWith("qwen"));
    if (modelType.equals("mistral")) json.put("sliding_window", 5);
    return json;
  }

  /// A random model of a family, in the innermost scope; biases and norms are random too.
  public static CausalLm random(String modelType, long seed) {
    CausalLm model = Pretrained.random(TransformerConfig.of(json(modelType)), seed).model();
    int[] number = {0};
    model.parameters().forEach((name, param) -> {
      number[0]++;
      if (param.shape().rank() != 1) return;
      for (int i = 0; i < param.shape().size(); i++) {
        double z = Philox.normal(seed, Philox.Stream.OTHER, 0, number[0], i, 0);
        param.value().data().set(i, (float) (param.value().data().get(i) + 0.2 * z));
      }
      param.touch();
    });
    return model;
  }

  /// The same model, frozen, its matrices in `format`.
  public static CausalLm frozen(String modelType, long seed, FrozenFormat format) {
    CausalLm model = CausalLm.emptyFrozen(TransformerConfig.of(json(modelType)), format);
    Map<String, Param> numbers = random(modelType, seed).parameters();
    model.parameters().forEach((name, param) -> {
      Floats data = numbers.get(name).value().data();
      if (param.matrix().isEmpty()) param.value().data().copyFrom(data);
      else
        param.matrix().get().fill((from, rows) -> rows.copyFrom(data.slice(from, rows.length())));
    });
    return model;
  }

  /// An adapter that is not zero, of the given kind.
  public static Adapter adapter(CausalLm base, LoraConfig config, long seed) {
    Adapter adapter = Adapter.random(base, config, seed);
    int[] number = {0};
    adapter.modules().values().forEach(lora -> {
      number[0]++;
      for (int i = 0; i < lora.b().shape().size(); i++) {
        double z = Philox.normal(seed, Philox.Stream.OTHER, 1, number[0], i, 0);
        lora.b().value().data().set(i, (float) (0.1 * z));
      }
      lora.b().touch();
    });
    return adapter;
  }
}
