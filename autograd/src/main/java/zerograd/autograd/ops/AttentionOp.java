package zerograd.autograd.ops;

import java.util.Arrays;
import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Ints;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;
import zerograd.tensor.kernels.AttentionKernel.Heads;

/// Causal, grouped-query attention over sequences laid end to end.
///
///     s[t, j] = (q[t] · k[j]) scale        p[t] = softmax over j ≤ t of s[t]        y[t] = Σⱼ p[t, j] v[j]
///
/// Backward, with `δ[t] = dy[t] · y[t]` and `ds[t, j] = p[t, j] (dy[t] · v[j] − δ[t]) scale`:
///
///     dq[t] = Σⱼ ds[t, j] k[j]        dk[j] = Σₜ ds[t, j] q[t]        dv[j] = Σₜ p[t, j] dy[t]
///
/// where the last two also sum over the query heads that share the key head. The probabilities are computed
/// again from each row's maximum and sum: N · H numbers are kept instead of N · T · H.
///
/// Shapes: `q`, `y` (N, H, d); `k`, `v` (N, Hkv, d); `starts` (B + 1), from 0 to N; `rowMax`, `rowSum` (N,
/// H).
///
/// Vaswani et al. 2017, *Attention Is All You Need*, arXiv:1706.03762, eq. 1; Ainslie et al. 2023, *GQA*,
/// arXiv:2305.13245; Dao et al. 2022, *FlashAttention*, arXiv:2205.14135, section 3.1 (recomputation).
public record AttentionOp(Variable q, Variable k, Variable v, Ints starts, Heads heads, Tensor y,
    Tensor rowMax,
    Tensor rowSum) implements Op {

  /// @throws IllegalArgumentException if the shapes do not fit, or `starts` does not ascend from 0 to N
  public static Variable of(Variable q, Variable k, Variable v, Ints starts, Heads heads) {
    check(q.shape(), k.shape(), v.shape(), heads);
    int N = q.shape().dim(0), B = Math.toIntExact(starts.length()) - 1;
    checkStarts(starts, B, N);
    Tensor y = Tensor.empty(q.shape());
    Tensor rowMax = Tensor.empty(new Shape(N, heads.H())), rowSum = Tensor.empty(rowMax.shape());
    Device.kernels().attention().forward(y.data(), rowMax.data(), rowSum.data(), q.value().data(),
        k.value().data(), v.value().data(), starts, B, heads);
    return Tape.record(y, new AttentionOp(q, k, v, starts, heads, y, rowMax, rowSum), q, k, v);
  }

  private static void check(Shape q, Shape k, Shape v, Heads heads) {
    int H = heads.H(), Hkv = heads.Hkv(), d = heads.d();
    boolean grouped = Hkv > 0 && H % Hkv == 0;
    boolean fits = q.rank() == 3 && q.equals(new Shape(q.dim(0), H, d))
        && k.equals(new Shape(q.dim(0), Hkv, d))
        && v.equals(k);
    if (!grouped || !fits) {
      throw new IllegalArgumentException(
          "attention: q %s, k %s, v %s need (N, %d, %d) and twice (N, %d, %d), key heads dividing query heads"
              .formatted(q, k, v, H, d, Hkv, d));
    }
  }

  private static void checkStarts(Ints starts, int B, int N) {
    boolean ascending = B >= 0 && starts.get(0) == 0 && starts.get(B) == N;
    for (int b = 0; ascending && b < B; b++) ascending = starts.get(b) <= starts.get(b + 1);
    if (!ascending) {
      throw new IllegalArgumentException("attention: starts must ascend from 0 to the %d rows of q, got %s"
          .formatted(N, Arrays.toString(starts.toArray())));
    }
  }

  @Override public void backward(Tensor dy) {
    Tensor dq = q.gradientOrScratch();
    // a kernel may write the three side by side, so equal inputs get results of their own
    Tensor dk = k == q ? Tensor.zeros(k.shape()) : k.gradientOrScratch();
    Tensor dv = v == q || v == k ? Tensor.zeros(v.shape()) : v.gradientOrScratch();
    Device.kernels().attention().backward(dq.data(), dk.data(), dv.data(), dy.data(), y.data(), rowMax.data(),
        rowSum.data(), q.value().data(), k.value().data(), v.value().data(), starts,
        Math.toIntExact(starts.length()) - 1, heads);
    if (k == q) add(k, dk);
    if (v == q || v == k) add(v, dv);
  }

  private static void add(Variable x, Tensor dx) {
    if (x.needsGradient()) {
      Device.kernels().elementwise().addTo(x.gradient().data(), dx.data(), dx.shape().size());
    }
  }
}
