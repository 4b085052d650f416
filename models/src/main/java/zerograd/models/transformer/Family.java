package zerograd.models.transformer;

/// The published families of decoder-only transformers that this project computes. They are one model with small differences:
///
/// |                       | Llama            | Mistral       | Qwen2, Qwen2.5   | Qwen3            |
/// |-----------------------|------------------|---------------|------------------|------------------|
/// | bias on q, k, v       | `attention_bias` | never         | always           | `attention_bias` |
/// | bias on o             | `attention_bias` | never         | never            | `attention_bias` |
/// | bias in the MLP       | `mlp_bias`       | never         | never            | never            |
/// | norm on each q, k head| no               | no            | no               | yes              |
/// | head size, if not given | D / H          | D / H         | D / H            | 128              |
/// | sliding window        | never            | in all layers | `use_sliding_window`, by layer | as Qwen2 |
///
/// Touvron et al. 2023, *Llama 2*, arXiv:2307.09288; Jiang et al. 2023, *Mistral 7B*, arXiv:2310.06825; Qwen Team 2024,
/// *Qwen2.5 Technical Report*, arXiv:2412.15115; Qwen Team 2025, *Qwen3 Technical Report*, arXiv:2505.09388.
public enum Family {
  LLAMA("llama", "LlamaForCausalLM"), MISTRAL("mistral", "MistralForCausalLM"), QWEN2("qwen2",
      "Qwen2ForCausalLM"), QWEN3("qwen3", "Qwen3ForCausalLM");

  private final String modelType;
  private final String architecture;

  Family(String modelType, String architecture) {
    this.modelType = modelType;
    this.architecture = architecture;
  }

  /// `model_type` in config.json.
  public String modelType() { return modelType; }

  /// The one entry of `architectures` in config.json.
  public String architecture() { return architecture; }

  boolean isQwen() { return this == QWEN2 || this == QWEN3; }
}
