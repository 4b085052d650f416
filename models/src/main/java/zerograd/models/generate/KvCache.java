package zerograd.models.generate;

import java.util.ArrayList;
import java.util.List;
import zerograd.autograd.Variable;
import zerograd.autograd.ops.AttentionOp;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Scope;
import zerograd.core.Shape;
import zerograd.models.layers.Block;
import zerograd.models.layers.Pass;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.TokenBatch;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.AttentionKernel;
import zerograd.tensor.kernels.AttentionKernel.Heads;

/// The keys and values of sequences that are being continued, so that each step computes only its new tokens.
///
/// All memory is taken at once, in the innermost scope: `slots` sequences of up to `capacity` positions each. A sequence
/// belongs to a slot while it lives. The bits of a row of attention do not depend on slots and neighbours.
///
/// Pope et al. 2022, *Efficiently Scaling Transformer Inference*, arXiv:2211.05102, section 2.
final class KvCache {

  private final List<Heads> layers = new ArrayList<>();
  private final List<Floats> keys = new ArrayList<>();
  private final List<Floats> values = new ArrayList<>();
  private final int capacity;

  KvCache(CausalLm model, int slots, int capacity) { this(model, slots, capacity, Device.scope()); }

  /// As the other, in a scope of the caller's choice.
  KvCache(CausalLm model, int slots, int capacity, Scope scope) {
    this.capacity = capacity;
    for (Block block : model.model().layers()) {
      Heads heads = block.selfAttn().heads();
      layers.add(heads);
      keys.add(scope.floats(AttentionKernel.cacheLength(slots, capacity, heads)));
      values.add(scope.floats(AttentionKernel.cacheLength(slots, capacity, heads)));
    }
  }

  /// What a slot of `capacity` positions needs, in bytes.
  static long slotBytes(CausalLm model, int capacity) {
    long floats = 0;
    for (Block block : model.model().layers()) {
      floats += 2 * AttentionKernel.cacheLength(1, capacity, block.selfAttn().heads());
    }
    return floats * Float.BYTES;
  }

  /// A pass over whole prompts, each attending to itself, that keeps the keys and values of prompt b in slot `slots[b]`.
  Pass prefill(TokenBatch prompts, int[] slots) {
    Ints slotOfRow = Device.scope().ints(prompts.tokens());
    for (int b = 0; b < slots.length; b++) {
      for (int n = prompts.starts().get(b); n < prompts.starts().get(b + 1L); n++) slotOfRow.set(n, slots[b]);
    }
    return new Prefill(prompts, slotOfRow);
  }

  private final class Prefill implements Pass {

    private final TokenBatch prompts;
    private final Ints slots;

    Prefill(TokenBatch prompts, Ints slots) {
      this.prompts = prompts;
      this.slots = slots;
    }

    @Override public Ints positions() { return prompts.positions(); }

    @Override public int longest() { return prompts.longest(); }

    @Override public boolean recompute() { return false; }

    @Override public Variable attention(int layer, Variable q, Variable k, Variable v, Heads heads) {
      append(layer, k, v, slots, prompts.positions(), heads);
      return AttentionOp.of(q, k, v, prompts.starts(), heads);
    }
  }

  /// A pass over new tokens of sequences that are in the cache: row n is position `positions[n]` of the sequence in slot
  /// `slots[n]`. Of one sequence there may be several, as long as no position is left out.
  Pass decode(Ints slots, Ints positions, int longest) { return new Decode(slots, positions, longest); }

  private final class Decode implements Pass {

    private final Ints slots;
    private final Ints positions;
    private final int longest;

    Decode(Ints slots, Ints positions, int longest) {
      this.slots = slots;
      this.positions = positions;
      this.longest = longest;
    }

    @Override public Ints positions() { return positions; }

    @Override public int longest() { return longest; }

    @Override public boolean recompute() { return false; }

    @Override public Variable attention(int layer, Variable q, Variable k, Variable v, Heads heads) {
      append(layer, k, v, slots, positions, heads);
      Shape shape = q.shape();
      Tensor mixed = Tensor.empty(shape);
      Device.kernels().attention().cached(mixed.data(), q.value().data(), keys.get(layer), values.get(layer),
          slots, positions, shape.dim(0), capacity, heads);
      return Variable.constant(mixed);
    }
  }

  private void append(int layer, Variable k, Variable v, Ints slots, Ints positions, Heads heads) {
    Device.kernels().attention().append(keys.get(layer), values.get(layer), k.value().data(),
        v.value().data(),
        slots, positions, k.shape().dim(0), capacity, heads);
  }

  /// Copies the first `length` positions of slot `from` to slot `to`.
  void copy(int from, int to, int length) {
    for (int layer = 0; layer < layers.size(); layer++) {
      AttentionKernel.copyPositions(keys.get(layer), values.get(layer), from, to, length, capacity,
          layers.get(layer));
    }
  }

  /// Copies the first `length` positions of the first slot of `smaller` to that of this one.
  void copyFrom(KvCache smaller, int length) {
    for (int layer = 0; layer < layers.size(); layer++) {
      AttentionKernel.copyPositions(smaller.keys.get(layer), smaller.values.get(layer), 0, smaller.capacity,
          keys.get(layer), values.get(layer), 0, capacity, length, layers.get(layer));
    }
  }

  /// Positions of a slot.
  int capacity() { return capacity; }
}
