package zerograd.models.gguf;

import java.util.ArrayList;
import java.util.List;
import zerograd.core.Shape;
import zerograd.models.transformer.Family;
import zerograd.models.transformer.TransformerConfig;

/// Every tensor of a model under its two names, with what happens to its rows in between.
///
///     model.layers.3.self_attn.q_proj.weight   →   blk.3.attn_q.weight
///
/// Rotary positions turn pairs of a head's numbers: i and i + d/2 in published checkpoints, 2i and 2i + 1 where
/// llama.cpp has its `llama` architecture. There the rows of q and k are put in that other order.
///
/// ggml, `convert_hf_to_gguf.py` (`LlamaModel.permute`) and `gguf-py/gguf/tensor_mapping.py`.
final class GgufLayout {

  /// @param heads of which the rows change their order; 0 if none do
  record Entry(String name, String checkpointName, Shape shape, int heads) {}

  private final TransformerConfig config;
  private final List<Entry> entries = new ArrayList<>();

  private GgufLayout(TransformerConfig config) { this.config = config; }

  /// All tensors that a checkpoint with this configuration has.
  static List<Entry> of(TransformerConfig config) {
    GgufLayout layout = new GgufLayout(config);
    int V = config.vocabSize(), D = config.hiddenSize();
    layout.add("token_embd.weight", "model.embed_tokens.weight", V, D);
    for (int i = 0; i < config.numHiddenLayers(); i++) layout.block("blk." + i, "model.layers." + i);
    layout.add("output_norm.weight", "model.norm.weight", D);
    if (!config.tieWordEmbeddings()) layout.add("output.weight", "lm_head.weight", V, D);
    return layout.entries;
  }

  /// Whether llama.cpp computes this family as its `llama` architecture.
  static boolean isLlama(Family family) { return family == Family.LLAMA || family == Family.MISTRAL; }

  private void block(String name, String from) {
    int D = config.hiddenSize(), F = config.intermediateSize(), d = config.headDim();
    int H = config.numAttentionHeads(), Hkv = config.numKeyValueHeads();
    boolean bias = config.attentionBias(), mlpBias = config.mlpBias();
    boolean reordered = isLlama(config.family());
    add(name + ".attn_norm.weight", from + ".input_layernorm.weight", D);
    linear(name + ".attn_q", from + ".self_attn.q_proj", H * d, D, bias, reordered ? H : 0);
    linear(name + ".attn_k", from + ".self_attn.k_proj", Hkv * d, D, bias, reordered ? Hkv : 0);
    linear(name + ".attn_v", from + ".self_attn.v_proj", Hkv * d, D, bias, 0);
    linear(name + ".attn_output", from + ".self_attn.o_proj", D, H * d, config.outputBias(), 0);
    if (config.queryKeyNorm()) {
      add(name + ".attn_q_norm.weight", from + ".self_attn.q_norm.weight", d);
      add(name + ".attn_k_norm.weight", from + ".self_attn.k_norm.weight", d);
    }
    add(name + ".ffn_norm.weight", from + ".post_attention_layernorm.weight", D);
    linear(name + ".ffn_gate", from + ".mlp.gate_proj", F, D, mlpBias, 0);
    linear(name + ".ffn_up", from + ".mlp.up_proj", F, D, mlpBias, 0);
    linear(name + ".ffn_down", from + ".mlp.down_proj", D, F, mlpBias, 0);
  }

  private void linear(String name, String from, int M, int K, boolean bias, int heads) {
    entries.add(new Entry(name + ".weight", from + ".weight", new Shape(M, K), heads));
    if (bias) entries.add(new Entry(name + ".bias", from + ".bias", new Shape(M), heads));
  }

  private void add(String name, String from, int... dims) {
    entries.add(new Entry(name, from, new Shape(dims), 0));
  }

  /// Where the row `row` of a matrix with `rows` rows in `heads` heads lies in the checkpoint: rows 2i and 2i + 1
  /// of a head are its rows i and i + d/2.
  static long rowInCheckpoint(long row, long rows, int heads) {
    long d = rows / heads, inHead = row % d;
    return row - inHead + inHead / 2 + inHead % 2 * (d / 2);
  }
}
