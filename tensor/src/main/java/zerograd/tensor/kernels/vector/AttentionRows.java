package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.*;
import static zerograd.tensor.kernels.vector.Transpose16.*;
import static zerograd.tensor.kernels.vector.VirtualLanes.*;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// What attention does to one row of scores: position j of the row's own sequence stands at `row + 4 j`.
///
/// Whole groups of sixteen positions are read and written. A position that the row does not see gets the score −∞ and so
/// e^−∞ = +0, which changes no bit of a sum of positive numbers. Rows have room for [#ROOM] more bytes.
final class AttentionRows {

  /// What is written behind a row: a register that begins at the position after the last.
  static final long ROOM = 2 * VirtualLanes.GROUP;

  private AttentionRows() {}

  /// Gives the positions before `first` and after `last`, of the whole groups from `begin` to `end`, the score −∞.
  static void hide(long row, long begin, long end, int first, int last) {
    for (long at = begin; at < 4L * first; at += Float.BYTES) set(row + at, Float.NEGATIVE_INFINITY);
    for (long at = 4L * (last + 1); at < end; at += BYTES)
      store(broadcast(Float.NEGATIVE_INFINITY), row + at);
  }

  /// The largest of the products of each of eight rows, from `begin` to `end`, times `scale`, on machines with sixteen
  /// lanes; row i's is left at `maxima + 8 i`. NaN is passed over. Returns whether any is 0, whose sign is then unknown.
  static boolean maximaOf8(long row, long rowBytes, long begin, long end, float scale, long maxima) {
    FloatVector a = broadcast(Float.NEGATIVE_INFINITY), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
    long row2 = 2 * rowBytes, row3 = 3 * rowBytes;
    for (long at = row + begin, to = row + end; at < to; at += BYTES) {
      a = larger(a, load(at));
      b = larger(b, load(at + rowBytes));
      c = larger(c, load(at + row2));
      d = larger(d, load(at + row3));
      e = larger(e, load(at + 2 * row2));
      f = larger(f, load(at + row2 + row3));
      g = larger(g, load(at + 2 * row3));
      h = larger(h, load(at + 2 * row2 + row3));
    }
    a = larger(KEEP_8.selectFrom(a, e), TAKE_8.selectFrom(a, e));
    b = larger(KEEP_8.selectFrom(b, f), TAKE_8.selectFrom(b, f));
    c = larger(KEEP_8.selectFrom(c, g), TAKE_8.selectFrom(c, g));
    d = larger(KEEP_8.selectFrom(d, h), TAKE_8.selectFrom(d, h));
    a = larger(KEEP_4.selectFrom(a, c), TAKE_4.selectFrom(a, c));
    b = larger(KEEP_4.selectFrom(b, d), TAKE_4.selectFrom(b, d));
    a = larger(KEEP_2.selectFrom(a, b), TAKE_2.selectFrom(a, b));
    a = larger(a, a.rearrange(ONE_APART)).mul(scale);
    store(a, maxima);
    return a.compare(VectorOperators.EQ, 0).anyTrue();
  }

  /// The same for `rows` rows and any machine.
  static boolean maxima(int rows, long row, long rowBytes, long begin, long end, float scale, long maxima) {
    boolean zero = false;
    for (int i = 0; i < rows; i++, row += rowBytes, maxima += 8) {
      float max = maxOfGroups(row + begin, row + end) * scale;
      set(maxima, max);
      zero |= max == 0;
    }
    return zero;
  }

  /// Turns the products of `rows` rows, from `begin` to `end`, into e^(product · scale − max); the sixteen sums of row i
  /// are left at `lanes + 64 i`.
  static void exponentiate(int rows, long row, long rowBytes, long begin, long end, float scale, long maxima,
      long lanes) {
    for (int i = 0; i < rows; i++, row += rowBytes, maxima += 8, lanes += GROUP) {
      FloatVector a = zero(), b = a, c = a, d = a, max = spread(maxima);
      for (long at = row + begin, to = row + end; at < to; at += BYTES) {
        FloatVector weight = VectorElementary.expOfNegative(load(at).mul(scale).sub(max));
        weight.intoMemorySegment(MEMORY, at & ADDRESS, ORDER);
        FloatVector next = a.add(weight);
        a = WIDTH == 16 ? next : b;
        if (WIDTH < 16) {
          b = WIDTH == 8 ? next : c;
          c = d;
          d = next;
        }
      }
      a.intoMemorySegment(MEMORY, lanes & ADDRESS, ORDER);
      if (WIDTH < 16) b.intoMemorySegment(MEMORY, lanes + BYTES & ADDRESS, ORDER);
      if (WIDTH < 8) c.intoMemorySegment(MEMORY, lanes + 2 * BYTES & ADDRESS, ORDER);
      if (WIDTH < 8) d.intoMemorySegment(MEMORY, lanes + 3 * BYTES & ADDRESS, ORDER);
    }
  }

  /// The sums of eight times sixteen lanes at `lanes`, on machines with sixteen; the i-th is left at `sums + 8 i`, its
  /// inverse at `inverses + 8 i`.
  ///
  /// Two rows are added at once: the first half of each to its second half, which is what rule 2 does to one.
  static void sumsOf8(long lanes, long sums, long inverses) {
    FloatVector a = load(lanes), e = load(lanes + 4 * GROUP);
    FloatVector b = load(lanes + GROUP), f = load(lanes + 5 * GROUP);
    FloatVector c = load(lanes + 2 * GROUP), g = load(lanes + 6 * GROUP);
    FloatVector d = load(lanes + 3 * GROUP), h = load(lanes + 7 * GROUP);
    a = KEEP_8.selectFrom(a, e).add(TAKE_8.selectFrom(a, e));
    b = KEEP_8.selectFrom(b, f).add(TAKE_8.selectFrom(b, f));
    c = KEEP_8.selectFrom(c, g).add(TAKE_8.selectFrom(c, g));
    d = KEEP_8.selectFrom(d, h).add(TAKE_8.selectFrom(d, h));
    a = KEEP_4.selectFrom(a, c).add(TAKE_4.selectFrom(a, c));
    b = KEEP_4.selectFrom(b, d).add(TAKE_4.selectFrom(b, d));
    a = KEEP_2.selectFrom(a, b).add(TAKE_2.selectFrom(a, b));
    a = a.add(a.rearrange(ONE_APART));
    store(a, sums);
    store(broadcast(1).div(a), inverses);
  }

  /// The same for `rows` rows and any machine.
  static void sums(int rows, long lanes, long sums, long inverses) {
    for (int i = 0; i < rows; i++) {
      float sum = combine(lanes + (long) i * GROUP);
      set(sums + 8L * i, sum);
      set(inverses + 8L * i, 1 / sum);
    }
  }

  /// For the backward pass: in `rows` rows, from `begin` to `end`, the products q · k at `p` become probabilities and the
  /// products dout · v at `ds` become
  ///
  ///     ds = p (dp − δ) scale        p = e^(product · scale − max) · inverse
  static void differentiate(int rows, long p, long ds, long rowBytes, long begin, long end, float scale,
      long maxima,
      long inverses, long deltas) {
    for (int i = 0; i < rows; i++, p += rowBytes, ds += rowBytes, maxima += 4, inverses += 4, deltas += 4) {
      FloatVector max = spread(maxima), inverse = spread(inverses), delta = spread(deltas);
      for (long at = begin; at < end; at += BYTES) {
        FloatVector dp = load(ds + at).sub(delta);
        FloatVector probability = VectorElementary.expOfNegative(load(p + at).mul(scale).sub(max))
            .mul(inverse);
        probability.intoMemorySegment(MEMORY, p + at & ADDRESS, ORDER);
        probability.mul(dp).mul(scale).intoMemorySegment(MEMORY, ds + at & ADDRESS, ORDER);
      }
    }
  }

  /// y = x · factor
  static void multiply(long y, long x, long bytes, float factor) {
    long at = 0;
    for (; at <= bytes - BYTES; at += BYTES) store(load(x + at).mul(factor), y + at);
    for (; at < bytes; at += Float.BYTES) set(y + at, get(x + at) * factor);
  }

  /// Copies `count` rows of `bytes` bytes.
  static void copyRows(long to, long toRow, long from, long fromRow, int count, long bytes) {
    for (int i = 0; i < count; i++, to += toRow, from += fromRow) {
      long at = 0;
      for (; at <= bytes - BYTES; at += BYTES) store(load(from + at), to + at);
      for (; at < bytes; at += Float.BYTES) set(to + at, get(from + at));
    }
  }
}
