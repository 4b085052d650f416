package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.*;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import zerograd.tensor.kernels.Elementary;

/// One row of logits after the other, and the token that a draw in [0, 1) picks from it: two readings of the row, one exp a
/// number, and a search in one block.
final class TokenDraw {

  /*
   * The definition is a chain of V additions of V quotients, in double. Here e = exp c is added up in blocks, in any order,
   * the block that the draw falls into is found by their sums, and the token in it by its numbers. Both sums are of positive
   * terms, so with u = 2⁻⁵³ each is within a relative V u of the true one, the quotients of the definition within two u more.
   * All cumulative probabilities being at most 1, the two ways differ by less than 4 (V + 1024) u. A draw that is farther than
   * that from the cumulative probabilities on both sides of the token found picks that token by the definition too, and any
   * other draw is decided by the definition itself: one in a hundred thousand million at V = 151,936.
   */

  /// Numbers of a block. Their e stay in the first-level cache.
  private static final int BLOCK = 512;
  /// Bytes of a block.
  private static final long BYTES_OF_BLOCK = 4L * BLOCK;
  private static final long GROUP = VirtualLanes.GROUP;

  private final int V;
  private final float temperature;
  private final boolean divides;
  private final double margin;
  private final long lanes, unused, doubles, weights, sums;

  private long row;
  private float max, S;
  private double total;

  /// For rows of `V` logits; `scratch` is room for [#floats] floats.
  TokenDraw(int V, float temperature, long scratch) {
    this.V = V;
    this.temperature = temperature;
    divides = temperature != 1;
    margin = 4 * (V + 1024.0) * 0x1p-53;
    lanes = scratch;
    unused = lanes + GROUP;
    doubles = unused + GROUP;
    weights = doubles + BYTES;
    sums = weights + BYTES_OF_BLOCK;
  }

  /// The room that rows of `V` logits need.
  static long floats(int V) { return 32 + WIDTH + BLOCK + 2L * blocks(V); }

  private static int blocks(int V) { return (V + BLOCK - 1) / BLOCK; }

  /// Turns to the row at `row`.
  void read(long row) {
    this.row = row;
    max = VirtualLanes.max(row, V) / temperature;
    Lanes.clear(lanes, GROUP);
    total = 0;
    for (int block = 0; block < blocks(V); block++) {
      double sum = sum(weigh(block, lanes));
      setDouble(sums + 8L * block, sum);
      total += sum;
    }
    S = VirtualLanes.combine(lanes);
  }

  /// The token at `draw`, or −1 if the row has no probabilities.
  int draw(double draw) {
    if (Float.isNaN(S)) return -1;
    double bound = draw * total, far = margin * total, before = 0;
    for (int block = 0; block < blocks(V); block++) {
      double after = before + getDouble(sums + 8L * block);
      if (after > bound) {
        int token = within(block, before, bound, far);
        return token >= 0 ? token : byDefinition(draw);
      }
      before = after;
    }
    return byDefinition(draw);
  }

  /// The token of the block that the draw falls into; −1 if it is too close to a neighbour to say.
  private int within(int block, double before, double bound, double far) {
    int n = weigh(block, unused);
    for (int v = 0; v < n; v++) {
      double after = before + get(weights + 4L * v);
      if (after > bound) {
        boolean sure = after - bound > far && (before == 0 || bound - before > far);
        return sure ? block * BLOCK + v : -1;
      }
      before = after;
    }
    return -1;
  }

  private int byDefinition(double draw) {
    double sum = 0, cumulative = 0;
    for (int block = 0; block < blocks(V); block++) {
      int n = weigh(block, unused);
      for (int v = 0; v < n; v++) sum += get(weights + 4L * v);
    }
    int last = 0;
    for (int block = 0; block < blocks(V); block++) {
      int n = weigh(block, unused);
      for (int v = 0; v < n; v++) {
        float e = get(weights + 4L * v);
        if (e > 0) last = block * BLOCK + v;
        cumulative += e / sum;
        if (cumulative > draw) return last;
      }
    }
    return last;
  }

  /// The first token with the largest logit, or −1 if the row has no probabilities.
  int likeliest() {
    if (Float.isNaN(S)) return -1;
    long at = row, end = row + 4L * V;
    float largest = VirtualLanes.max(row, V);
    FloatVector wanted = broadcast(largest);
    while (at <= end - BYTES && !load(at).compare(VectorOperators.EQ, wanted).anyTrue())
      at += BYTES;
    while (get(at) != largest)
      at += Float.BYTES;
    return (int) ((at - row) / Float.BYTES);
  }

  /// Its log-probability; NaN for −1.
  float logProb(int token) {
    return token < 0 ? Float.NaN : (get(row + 4L * token) / temperature - max) - Elementary.log(S);
  }

  /// Leaves e of a block in `weights`, adds it to the sixteen lanes at `lanes`, and returns how many numbers these are.
  private int weigh(int block, long lanes) {
    int first = block * BLOCK, n = Math.min(BLOCK, V - first);
    long from = row + 4L * first, bytes = 4L * n, whole = bytes & -GROUP;
    for (long lane = 0; lane < Math.min(GROUP, whole); lane += BYTES) {
      if (divides) weighDivided(from + lane, weights + lane, whole - lane, temperature, max, lanes + lane);
      else
        weigh(from + lane, weights + lane, whole - lane, max, lanes + lane);
    }
    for (long at = whole, lane = lanes; at < bytes; at += Float.BYTES, lane += Float.BYTES) {
      float e = Elementary.exp(get(from + at) / temperature - max);
      set(weights + at, e);
      set(lane, get(lane) + e);
    }
    return n;
  }

  /// One register of every group of sixteen.
  private static void weigh(long logits, long weights, long bytes, float max, long lanes) {
    FloatVector sum = load(lanes);
    for (long at = 0; at < bytes; at += GROUP) {
      FloatVector e = VectorElementary.exp(load(logits + at).sub(max));
      sum = e.add(sum);
      e.intoMemorySegment(MEMORY, weights + at & ADDRESS, ORDER);
    }
    sum.intoMemorySegment(MEMORY, lanes & ADDRESS, ORDER);
  }

  private static void weighDivided(long logits, long weights, long bytes, float temperature, float max,
      long lanes) {
    FloatVector sum = load(lanes);
    for (long at = 0; at < bytes; at += GROUP) {
      FloatVector e = VectorElementary.exp(load(logits + at).div(temperature).sub(max));
      sum = e.add(sum);
      e.intoMemorySegment(MEMORY, weights + at & ADDRESS, ORDER);
    }
    sum.intoMemorySegment(MEMORY, lanes & ADDRESS, ORDER);
  }

  /// The sum of the first `n` of `weights`, in some order.
  private double sum(int n) {
    DoubleVector a = zeroDoubles(), b = a;
    long at = weights, end = weights + 4L * n;
    for (; at <= end - BYTES; at += BYTES) {
      FloatVector numbers = load(at);
      a = lowDoubles(numbers).add(a);
      b = highDoubles(numbers).add(b);
    }
    store(a.add(b), doubles);
    double sum = 0;
    for (long lane = doubles; lane < doubles + BYTES; lane += Double.BYTES) sum += getDouble(lane);
    for (; at < end; at += Float.BYTES) sum += get(at);
    return sum;
  }
}
