package zerograd.tests.parity;

import static zerograd.tests.parity.Parity.check;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.tensor.kernels.AttentionKernel;
import zerograd.tensor.kernels.AttentionKernel.Heads;
import zerograd.tensor.kernels.vector.VectorAttention;

/// Attention of ragged batches, forward and backward, and one row at a time from a cache.
class VectorAttentionParityTest {

  /// Lengths around the tiles (4, 8), groups (16), panels (32) and blocks (64, 128) of the vector kernel, laid end to end.
  private static final int[] LENGTHS = {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 100,
      129};

  @BeforeAll static void compile() {
    for (int threads : Parity.THREADS) ((VectorAttention) Parity.vector(threads).attention()).awaitCompiled();
  }

  private static Heads heads(int group, int Hkv, int d, int window) {
    return new Heads(group * Hkv, Hkv, d, window, (float) (1 / Math.sqrt(d)));
  }

  private static int[] starts(int... lengths) {
    int[] starts = new int[lengths.length + 1];
    for (int b = 0; b < lengths.length; b++) starts[b + 1] = starts[b] + lengths[b];
    return starts;
  }

  private static void bothWays(Heads heads, int... lengths) {
    int[] starts = starts(lengths);
    int N = starts[lengths.length], B = lengths.length, H = heads.H(), Hkv = heads.Hkv(), d = heads.d();
    check("attention " + heads + " of " + N, d, (k, o) -> {
      Floats q = o.tame((long) N * H * d), key = o.tame((long) N * Hkv * d), v = o.tame((long) N * Hkv * d);
      Floats out = o.normal((long) N * H * d), max = o.normal((long) N * H), sum = o.normal((long) N * H);
      Ints places = o.ints(starts);
      k.attention().forward(out, max, sum, q, key, v, places, B, heads);
      k.attention().backward(o.tame((long) N * H * d), o.tame((long) N * Hkv * d), o.tame((long) N * Hkv * d),
          o.tame((long) N * H * d), out, max, sum, q, key, v, places, B, heads);
    });
  }

  @Test void headSizes() {
    int[] sizes = Parity.REDUCED ? new int[]{7, 32, 64} : new int[]{1, 2, 7, 15, 16, 17, 32, 33, 64, 80, 128};
    for (int d : sizes) bothWays(heads(2, 2, d, 0), LENGTHS);
  }

  @Test void groups() {
    for (int group : new int[]{1, 2, 3, 4, 5, 6, 7, 8, 9, 14}) bothWays(heads(group, 2, 32, 0), 33, 1, 50, 8);
  }

  @Test void windows() {
    for (int window : new int[]{1, 2, 3, 6, 7, 8, 9, 15, 16, 17, 40, 55, 1000}) {
      bothWays(heads(2, 1, 16, window), LENGTHS);
    }
  }

  /// Parts of 128 positions on the way forward, chunks of keys and blocks that the workers share on the way back.
  @Test void longSequencesAreCutIntoParts() {
    int[] lengths = Parity.REDUCED ? new int[]{300} : new int[]{255, 256, 257, 300, 513};
    for (int T : lengths) bothWays(heads(2, 1, 16, 0), T);
    bothWays(heads(1, 1, 16, 200), 300);
    bothWays(heads(1, 1, 16, 5), 300);
    bothWays(heads(2, 1, 16, 0), 270, 3, 280);
  }

  @Test void emptySequences() { bothWays(heads(2, 1, 16, 0), 0, 5, 0, 9, 0); }

  @Test void hugeNegativeUndefinedAndInfiniteScores() {
    Heads heads = heads(1, 2, 16, 0);
    int N = 40;
    check("special numbers", 3, (k, o) -> {
      Floats q = o.special(32L * N), key = o.tame(32L * N), v = o.special(32L * N), max = o.normal(2 * N);
      Floats out = o.normal(32L * N), sum = o.normal(2 * N);
      Ints starts = o.ints(0, 3, N);
      k.attention().forward(out, max, sum, q, key, v, starts, 2, heads);
      k.attention().backward(o.tame(32L * N), o.tame(32L * N), o.tame(32L * N), o.tame(32L * N), out, max,
          sum, q,
          key, v, starts, 2, heads);
    });
  }

  @Test void scoresThatAreAllZero() {
    check("zero scores", 4, (k, o) -> {
      Floats q = o.normal(16 * 20), key = o.normal(16 * 20), max = o.normal(20), sum = o.normal(20);
      q.fill(-0f);
      Ints starts = o.ints(0, 20);
      k.attention().forward(o.normal(16 * 20), max, sum, q, key, o.normal(16 * 20), starts, 1,
          heads(1, 1, 16, 0));
    });
  }

  @Test void cache() {
    int[] sizes = Parity.REDUCED ? new int[]{7, 64} : new int[]{1, 7, 16, 32, 33, 64, 96, 128};
    for (int d : sizes) for (int group : new int[]{1, 2, 5, 7}) cached(heads(group, 2, d, 0));
    for (int window : new int[]{1, 5, 16, 33}) cached(heads(2, 2, 32, window));
  }

  private static void cached(Heads heads) {
    int capacity = 100, slots = 3, N = 9, H = heads.H(), Hkv = heads.Hkv(), d = heads.d();
    check("cached " + heads, d, (k, o) -> {
      long length = AttentionKernel.cacheLength(slots, capacity, heads);
      Floats keys = o.tame(length), values = o.tame(length);
      Ints places = o.ints(0, 1, 2, 0, 1, 2, 0, 1, 2), positions = o.ints(0, 1, 14, 15, 16, 31, 32, 64, 99);
      k.attention().append(keys, values, o.tame((long) N * Hkv * d), o.tame((long) N * Hkv * d), places,
          positions, N,
          capacity, heads);
      k.attention().cached(o.normal((long) N * H * d), o.tame((long) N * H * d), keys, values, places,
          positions, N,
          capacity, heads);
    });
  }
}
