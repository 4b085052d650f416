package zerograd.models.lora;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import zerograd.models.layers.LoraConfig;
import zerograd.models.transformer.ConfigKeys;

/// The keys of PEFT's `adapter_config.json`.
///
/// A key that is not known to leave the arithmetic alone must be at rest (absent, null, false or empty); anything else is
/// refused by name, since silence would give wrong numbers.
record AdapterJson(ConfigKeys keys) {

  private static final Set<String> READ = Set.of("peft_type", "r", "lora_alpha", "lora_dropout", "use_rslora",
      "target_modules", "bias", "init_lora_weights");

  /// Keys that say where an adapter comes from, or which modules it was put on, which its tensors say too.
  private static final Set<String> WITHOUT_EFFECT = Set.of("auto_mapping", "base_model_name_or_path",
      "ensure_weight_tying", "eva_config", "exclude_modules", "inference_mode", "layers_pattern",
      "layers_to_transform", "loftq_config", "megatron_core", "peft_version", "qalora_group_size", "revision",
      "runtime_config", "task_type");

  /// Ways to begin that leave the base as it is; others train against a changed one.
  private static final List<String> BEGINNINGS = List.of("gaussian", "eva", "orthogonal");

  static AdapterJson of(Map<String, ?> json) {
    return new AdapterJson(new ConfigKeys(AdapterFolder.CONFIG, json));
  }

  /// The settings in the file; `modules` are the paths that the weights are for.
  ///
  /// @throws IllegalArgumentException if the file asks for something that is not computed here
  LoraConfig config(Collection<String> modules) {
    if (!keys.string("peft_type", "LORA").equals("LORA"))
      throw refused("peft_type");
    if (!keys.string("bias", "none").equals("none"))
      throw refused("bias");
    Object beginning = keys.json().get("init_lora_weights");
    if (!(beginning == null || beginning instanceof Boolean || BEGINNINGS.contains(beginning)))
      throw refused("init_lora_weights");
    for (String key : keys.json().keySet()) {
      boolean known = READ.contains(key) || WITHOUT_EFFECT.contains(key);
      if (!known && !atRest(keys.json().get(key))) throw refused(key);
    }
    return new LoraConfig(keys.positive("r", 8), keys.number("lora_alpha", 8), keys.bool("use_rslora", false),
        keys.number("lora_dropout", 0), targets(modules));
  }

  private static boolean atRest(Object value) {
    return switch (value) {
      case null -> true;
      case Boolean on -> !on;
      case Collection<?> list -> list.isEmpty();
      case Map<?, ?> map -> map.isEmpty();
      default -> false;
    };
  }

  private IllegalArgumentException refused(String key) {
    return keys.refused("has %s = %s, which is not computed here".formatted(key, keys.json().get(key)));
  }

  /// A list of names; or a pattern, which is taken at its result: the modules that have weights.
  private List<String> targets(Collection<String> modules) {
    if (!(keys.json().get("target_modules") instanceof String pattern)) return keys.strings("target_modules");
    return pattern.equals(LoraConfig.ALL_LINEAR) ? LoraConfig.PROJECTIONS : List.copyOf(modules);
  }

  /// What PEFT reads; keys that are absent are at its defaults.
  ///
  /// @param base name or folder of the base, if it is known
  static Map<String, Object> write(LoraConfig config, Optional<String> base) {
    Map<String, Object> json = new TreeMap<>();
    json.put("peft_type", "LORA");
    json.put("task_type", "CAUSAL_LM");
    json.put("base_model_name_or_path", base.orElse(null));
    json.put("r", config.rank());
    json.put("lora_alpha", config.alpha() == Math.rint(config.alpha()) && config.alpha() < 1e9
        ? (Object) (int) config.alpha()
        : (Object) config.alpha());
    json.put("lora_dropout", config.dropout());
    json.put("use_rslora", config.rankStabilised());
    json.put("target_modules", config.targetModules());
    json.put("bias", "none");
    json.put("fan_in_fan_out", false);
    json.put("inference_mode", true);
    json.put("init_lora_weights", true);
    return json;
  }
}
