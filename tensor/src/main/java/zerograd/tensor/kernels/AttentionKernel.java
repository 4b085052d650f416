package zerograd.tensor.kernels;

import zerograd.core.Floats;
import zerograd.core.Ints;

/// Causal, grouped-query attention over sequences laid end to end.
///
///     s[j] = (q · k[j]) scale        j = first … t, the keys position t sees in its own sequence
///     e[j] = exp(s[j] − max s)       p[j] = e[j] / Σ e
///     out  = Σ p[j] v[j]
///
/// With a `window` w > 0, position t sees the w keys t−w+1 … t; with 0 it sees all. Query head h reads key head
/// `h / (H / Hkv)`.
///
/// Shapes: `q`, `out` (N, H, d); `k`, `v` (N, Hkv, d); `starts` (B + 1); `rowMax`, `rowSum` (N, H).
///
/// Vaswani et al. 2017, arXiv:1706.03762, eq. 1; Ainslie et al. 2023 (grouped queries), arXiv:2305.13245; Dao et al. 2022
/// (keep the row's maximum and sum, recompute its probabilities), arXiv:2205.14135.
public interface AttentionKernel {

  /// The sizes of one attention, and what it is scaled and limited by.
  ///
  /// @param H query heads
  /// @param Hkv key and value heads, a divisor of `H`
  /// @param d size of a head
  /// @param window keys a position sees, itself included; 0 for all before it
  /// @param scale positive factor on the scores, usually `1/√d`
  record Heads(int H, int Hkv, int d, int window, float scale) {

    public Heads {
      if (!(scale > 0))
        throw new IllegalArgumentException("attention: the scale must be positive, got " + scale);
    }

    /// Query heads that share a key head.
    public int group() { return H / Hkv; }

    /// The first key that position `t` sees.
    public int first(int t) { return window > 0 ? Math.max(0, t - window + 1) : 0; }
  }

  /// Every position of every sequence; `rowMax` and `rowSum` are kept for the backward pass.
  void forward(Floats out, Floats rowMax, Floats rowSum, Floats q, Floats k, Floats v, Ints starts, int B,
      Heads heads);

  /// With `p` as above, `δ = Σ dout ⊙ out` a row, and `ds[j] = p[j] (dout · v[j] − δ) scale`:
  ///
  ///     dq += Σⱼ ds[j] k[j]      dk[j] += Σ ds[j] q      dv[j] += Σ p[j] dout
  ///
  /// where the sums of dk and dv go over the query heads of the group, outer, and the positions that see j, inner.
  void backward(Floats dq, Floats dk, Floats dv, Floats dout, Floats out, Floats rowMax, Floats rowSum,
      Floats q, Floats k,
      Floats v, Ints starts, int B, Heads heads);

  /// Positions of keys, and elements of values, that lie side by side in a cache.
  int PANEL = 32;

  /// How many floats the keys, or the values, of `slots` sequences of up to `capacity` positions need.
  ///
  /// Keys lie as (slot, key head, panel of 32 positions, d, 32), so that one vector holds the same element of many keys;
  /// values as (slot, key head, panel of 32 elements, position, 32). A slot takes `cacheLength(1, capacity, …)` in both.
  static long cacheLength(int slots, int capacity, Heads heads) {
    return slots * heads.Hkv * headLength(capacity, heads.d);
  }

  /// How many floats a key head takes in a slot.
  private static long headLength(int capacity, int d) { return panels(capacity) * panels(d) * PANEL * PANEL; }

  /// The number of panels that `n` positions or elements begin.
  private static long panels(long n) { return (n + PANEL - 1) / PANEL; }

  /// Where element i of the key at position t of head g stands in its slot.
  static long keyIndex(int g, int t, int i, int capacity, int d) {
    return g * headLength(capacity, d) + ((long) (t / PANEL) * d + i) * PANEL + t % PANEL;
  }

  /// Where element i of the value at position t of head g stands in its slot.
  static long valueIndex(int g, int t, int i, int capacity, int d) {
    return g * headLength(capacity, d) + ((long) (i / PANEL) * panels(capacity) * PANEL + t) * PANEL
        + i % PANEL;
  }

  /// Copies the keys and values of the first `length` positions of slot `from` to slot `to`.
  static void copyPositions(Floats keys, Floats values, int from, int to, int length, int capacity,
      Heads heads) {
    copyPositions(keys, values, from, capacity, keys, values, to, capacity, length, heads);
  }

  /// As the other, from one cache to another, which may have slots of another capacity.
  static void copyPositions(Floats keys, Floats values, int from, int capacity, Floats keysTo,
      Floats valuesTo, int to, int capacityTo, int length, Heads heads) {
    long source = from * cacheLength(1, capacity, heads), target = to * cacheLength(1, capacityTo, heads);
    for (int g = 0; g < heads.Hkv; g++) {
      copy(keys, source + keyIndex(g, 0, 0, capacity, heads.d), keysTo,
          target + keyIndex(g, 0, 0, capacityTo, heads.d), panels(length) * PANEL * heads.d);
      for (int i = 0; i < heads.d; i += PANEL) {
        copy(values, source + valueIndex(g, 0, i, capacity, heads.d), valuesTo,
            target + valueIndex(g, 0, i, capacityTo, heads.d), (long) length * PANEL);
      }
    }
  }

  private static void copy(Floats source, long from, Floats target, long to, long length) {
    target.slice(to, length).copyFrom(source.slice(from, length));
  }

  /// Stores `k`, `v` (N, Hkv, d) in the cache, row n at `positions[n]` of slot `slots[n]`.
  void append(Floats keys, Floats values, Floats k, Floats v, Ints slots, Ints positions, int N, int capacity,
      Heads heads);

  /// Attention of `q` (N, H, d) to the cache: row n is position `positions[n]` of slot `slots[n]` and sees what
  /// [#forward] would let it see. The same bits as [#forward] gives that row.
  void cached(Floats out, Floats q, Floats keys, Floats values, Ints slots, Ints positions, int N,
      int capacity,
      Heads heads);
}
