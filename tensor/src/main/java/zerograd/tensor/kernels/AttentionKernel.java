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
  /// @param scale factor on the scores, usually `1/√d`
  record Heads(int H, int Hkv, int d, int window, float scale) {

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

  /// How many floats the keys, or the values, of `slots` sequences of up to `capacity` positions need.
  ///
  /// Keys lie as (slot, key head, block of 16 positions, d, 16), so that sixteen scores are one vector; values as (slot,
  /// key head, position, d). A slot takes `cacheLength(1, capacity, …)` in both.
  static long cacheLength(int slots, int capacity, Heads heads) {
    return (long) slots * heads.Hkv * ((capacity + 15) / 16 * 16) * heads.d;
  }

  /// Where element i of the key at position t of head g stands in its slot.
  static long keyIndex(int g, int t, int i, int capacity, int d) {
    long rows = (capacity + 15) / 16 * 16;
    return g * rows * d + (long) (t >> 4) * 16 * d + (long) i * 16 + (t & 15);
  }

  /// Where element i of the value at position t of head g stands in its slot.
  static long valueIndex(int g, int t, int i, int capacity, int d) {
    long rows = (capacity + 15) / 16 * 16;
    return (g * rows + t) * d + i;
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
