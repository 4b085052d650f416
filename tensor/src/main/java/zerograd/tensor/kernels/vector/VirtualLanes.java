package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/// A row's sum in the contract's sixteen virtual lanes (rule 2), and its largest number.
///
/// Sixteen lanes are one, two or four registers, a b c d in ascending order. A kernel's loop takes a register of the row,
/// adds it to a, and rotates where there are several: b becomes a, …, the sum becomes the last. After each whole group of
/// sixteen they are in order again, and the loop is the same for all machines; what a machine does not need holds zeros, and
/// does not go round: C2 would keep it on the heap for a trap behind the loop. What is left of the row,
/// less than a group, must leave the other lanes alone (adding 0 would turn −0 into 0), so it is added in memory: [#spill],
/// scalar code, [#combine(long)].
final class VirtualLanes {

  /// Bytes in a group of sixteen floats.
  static final int GROUP = 16 * Float.BYTES;

  static final VectorShuffle<Float> EIGHT_APART = apart(8), FOUR_APART = apart(4),
      TWO_APART = apart(2),
      ONE_APART = apart(1);

  private VirtualLanes() {}

  private static VectorShuffle<Float> apart(int lanes) {
    return VectorShuffle.fromOp(SPECIES, lane -> (lane + lanes) % WIDTH);
  }

  /// Writes the lanes to the sixteen floats at `address`.
  static void spill(long address, FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
    store(a, address);
    if (WIDTH < 16) store(b, address + BYTES);
    if (WIDTH < 8) {
      store(c, address + 2 * BYTES);
      store(d, address + 3 * BYTES);
    }
  }

  /// The sum of the lanes at `address`.
  static float combine(long address) {
    FloatVector zero = zero();
    return combine(load(address), WIDTH < 16 ? load(address + BYTES) : zero,
        WIDTH < 8 ? load(address + 2 * BYTES) : zero, WIDTH < 8 ? load(address + 3 * BYTES) : zero);
  }

  /// The sum of the lanes: pairs 8 apart, then 4, 2, 1.
  static float combine(FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
    FloatVector sum = a;
    if (WIDTH == 16) sum = sum.add(sum.rearrange(EIGHT_APART));
    if (WIDTH == 8) sum = sum.add(b);
    if (WIDTH == 4) sum = sum.add(c).add(b.add(d));
    if (WIDTH > 4) sum = sum.add(sum.rearrange(FOUR_APART));
    sum = sum.add(sum.rearrange(TWO_APART));
    sum = sum.add(sum.rearrange(ONE_APART));
    return sum.lane(0);
  }

  /// The sum of a row of `bytes` bytes at `x`; `lanes` is room for sixteen floats.
  static float sum(long x, long bytes, long lanes) {
    FloatVector a = zero(), b = a, c = a, d = a;
    long at = 0;
    for (long whole = bytes & -GROUP; at < whole; at += BYTES) {
      FloatVector next = load(x + at).add(a);
      a = WIDTH == 16 ? next : b;
      if (WIDTH < 16) {
        b = WIDTH == 8 ? next : c;
        c = d;
        d = next;
      }
    }
    if (at == bytes) return combine(a, b, c, d);
    spill(lanes, a, b, c, d);
    for (long lane = lanes; at < bytes; at += Float.BYTES, lane += Float.BYTES) {
      set(lane, get(lane) + get(x + at));
    }
    return combine(lanes);
  }

  /// The sum of the products of two rows, as [#sum].
  static float dot(long x, long y, long bytes, long lanes) {
    FloatVector a = zero(), b = a, c = a, d = a;
    long at = 0;
    for (long whole = bytes & -GROUP; at < whole; at += BYTES) {
      FloatVector next = load(x + at).fma(load(y + at), a);
      a = WIDTH == 16 ? next : b;
      if (WIDTH < 16) {
        b = WIDTH == 8 ? next : c;
        c = d;
        d = next;
      }
    }
    if (at == bytes) return combine(a, b, c, d);
    spill(lanes, a, b, c, d);
    for (long lane = lanes; at < bytes; at += Float.BYTES, lane += Float.BYTES) {
      set(lane, Math.fma(get(x + at), get(y + at), get(lane)));
    }
    return combine(lanes);
  }

  /*
   * In a loop, call methods of the register that was just loaded, not of one that goes round: of that one C2 knows only that it
   * is a FloatVector, not of which width. If it has no profile to guess from, it calls the method and puts registers on the
   * heap: finding a row's maximum by the other order took four to thirty times as long, in some processes.
   */

  /// Lane by lane the larger number; `a` where they do not compare.
  static FloatVector larger(FloatVector a, FloatVector b) {
    return b.blend(a, b.compare(VectorOperators.GT, a).not());
  }

  /// The largest lane.
  static float largest(FloatVector a) {
    FloatVector max = a;
    if (WIDTH == 16) max = larger(max, max.rearrange(EIGHT_APART));
    if (WIDTH > 4) max = larger(max, max.rearrange(FOUR_APART));
    max = larger(max, max.rearrange(TWO_APART));
    max = larger(max, max.rearrange(ONE_APART));
    return max.lane(0);
  }

  /// The largest of the `n` floats at `address`, the one `Math.max` would find, except that NaN is passed over.
  static float max(long address, int n) {
    long at = address, end = address + 4L * n;
    FloatVector a = broadcast(Float.NEGATIVE_INFINITY), b = a, c = a, d = a;
    for (; at <= end - 4 * BYTES; at += 4 * BYTES) {      // four chains: a comparison waits for the last one
      a = larger(a, load(at));
      b = larger(b, load(at + BYTES));
      c = larger(c, load(at + 2 * BYTES));
      d = larger(d, load(at + 3 * BYTES));
    }
    for (; at <= end - BYTES; at += BYTES) a = larger(a, load(at));
    float max = largest(larger(larger(a, b), larger(c, d)));
    for (; at < end; at += Float.BYTES) max = Math.max(max, get(at));
    return max == 0 ? exactMax(address, n) : max;
  }

  /// The largest of the floats from `from` to `to`, whole groups; NaN is passed over and zeros are not told apart.
  static float maxOfGroups(long from, long to) {
    FloatVector max = broadcast(Float.NEGATIVE_INFINITY);
    for (long at = from; at < to; at += BYTES) max = larger(max, load(at));
    return largest(max);
  }

  /// The largest of the `n` floats at `address` by `Math.max`, which tells +0 from −0 and never lets NaN go.
  static float exactMax(long address, int n) {
    float max = Float.NEGATIVE_INFINITY;
    for (long at = address; at < address + 4L * n; at += Float.BYTES) max = Math.max(max, get(at));
    return max;
  }
}
