package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.Lanes.*;
import static zerograd.tensor.kernels.vector.VirtualLanes.*;

import jdk.incubator.vector.FloatVector;

/// What attention does to one row of scores: position j of the row's own sequence stands at `row + 4 j`.
///
/// Whole groups of sixteen positions are read and written. A position that the row does not see gets the score −∞ and so
/// e^−∞ = +0, which changes no bit of a sum of positive numbers. Rows have room for [#ROOM] more bytes.
final class AttentionRows {

  /// What is written behind a row: a register that begins at the position after the last.
  static final long ROOM = 2 * VirtualLanes.GROUP;

  private AttentionRows() {}

  /// Turns the products q · k of the keys first … last into scores, s = product · scale, and returns the largest.
  ///
  /// If one is NaN, the result is the largest of the others.
  static float scale(long row, int first, int last, float scale) {
    long from = begin(row, first), to = end(row, last);
    for (long at = from; at < to; at += BYTES) store(load(at).mul(scale), at);
    for (long at = from; at < row + 4L * first; at += Float.BYTES) set(at, Float.NEGATIVE_INFINITY);
    for (long at = row + 4L * (last + 1); at < to; at += BYTES) store(broadcast(Float.NEGATIVE_INFINITY), at);
    float max = maxOfGroups(from, to);
    return max == 0 ? exactMax(row + 4L * first, last - first + 1) : max;
  }

  /// Turns scores into e^(s − max).
  static void exponentiate(long row, int first, int last, float max) {
    for (long at = begin(row, first), to = end(row, last); at < to; at += BYTES) {
      VectorElementary.exp(load(at).sub(max)).intoMemorySegment(MEMORY, at & ADDRESS, ORDER);
    }
  }

  /// The sum of what [#exponentiate] left.
  static float sum(long row, int first, int last) {
    long from = begin(row, first);
    return VirtualLanes.sum(from, end(row, last) - from, 0);             // whole groups: no lanes are spilled
  }

  private static long begin(long row, int first) { return row + 4L * (first & -16); }

  private static long end(long row, int last) { return row + 4L * ((last | 15) + 1); }

  /// For the backward pass: the products q · k at `p` become probabilities, the products dout · v at `ds` become
  ///
  ///     ds = p (dp − δ) scale        p = e^(product · scale − max) · inverse
  static void differentiate(long p, long ds, int first, int last, float scale, float max, float inverse,
      float delta) {
    long end = 4L * last;
    for (long at = 4L * (first & -WIDTH); at <= end; at += BYTES) {
      FloatVector dp = load(ds + at).sub(delta);
      FloatVector probability = VectorElementary.exp(load(p + at).mul(scale).sub(max)).mul(inverse);
      probability.intoMemorySegment(MEMORY, p + at & ADDRESS, ORDER);
      probability.mul(dp).mul(scale).intoMemorySegment(MEMORY, ds + at & ADDRESS, ORDER);
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
