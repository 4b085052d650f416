package zerograd.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Scope;
import zerograd.tensor.kernels.AttentionKernel;
import zerograd.tensor.kernels.AttentionKernel.Heads;

/// The operands of attention over B sequences of T tokens, and of decoding one more token for each.
///
/// Decoding goes round several caches, as the layers of a model have them, so that none is found in the processor's own.
final class AttentionProblem {

  /// Bytes of all caches together: several times what the processor keeps.
  private static final long CACHES = 192L << 20;

  final int B, T;
  final Heads heads;
  private final Floats q, k, v, out, rowMax, rowSum, dq, dk, dv, dout;
  private final Ints starts, slots, positions;
  private final List<Floats> keys = new ArrayList<>(), values = new ArrayList<>();
  private int turn;

  /// Random operands in `scope`.
  AttentionProblem(Scope scope, int B, int T, int H, int Hkv, int d) {
    this.B = B;
    this.T = T;
    heads = new Heads(H, Hkv, d, 0, (float) (1 / Math.sqrt(d)));
    long queries = (long) B * T * H * d, shared = (long) B * T * Hkv * d;
    q = random(scope, queries);
    k = random(scope, shared);
    v = random(scope, shared);
    dout = random(scope, queries);
    out = random(scope, queries);
    dq = random(scope, queries);
    dk = random(scope, shared);
    dv = random(scope, shared);
    rowMax = scope.floats((long) B * T * H);
    rowSum = scope.floats((long) B * T * H);
    starts = scope.ints(B + 1);
    slots = scope.ints(B);
    positions = scope.ints(B);
    for (int b = 0; b <= B; b++) starts.set(b, b * T);
    for (int b = 0; b < B; b++) {
      slots.set(b, b);
      positions.set(b, T - 1);
    }
    long cache = AttentionKernel.cacheLength(B, T, heads);
    for (long bytes = 0; bytes < CACHES; bytes += 8 * cache) {
      keys.add(random(scope, cache));
      values.add(random(scope, cache));
    }
  }

  private static Floats random(Scope scope, long length) {
    Random random = new Random(length);
    Floats numbers = scope.floats(length);
    for (long i = 0; i < length; i++) numbers.set(i, random.nextFloat() - 0.5f);
    return numbers;
  }

  /// Floating-point operations of the forward pass: two products over the keys that each position sees.
  double forwardFlops() { return 2.0 * B * heads.H() * heads.d() * T * (T + 1); }

  /// The same of the backward pass: five products.
  double backwardFlops() { return 2.5 * forwardFlops(); }

  /// Bytes of keys and values that [#decode] reads.
  double decodeBytes() { return 8.0 * B * T * heads.Hkv() * heads.d(); }

  void forward(AttentionKernel kernel) { kernel.forward(out, rowMax, rowSum, q, k, v, starts, B, heads); }

  void backward(AttentionKernel kernel) {
    kernel.backward(dq, dk, dv, dout, out, rowMax, rowSum, q, k, v, starts, B, heads);
  }

  /// One row for each sequence, which has T tokens with it.
  void decode(AttentionKernel kernel) {
    turn = (turn + 1) % keys.size();
    kernel.cached(out, q, keys.get(turn), values.get(turn), slots, positions, B, T, heads);
  }
}
