package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.vector.MatrixProduct.ROWS;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import zerograd.tensor.kernels.vector.MatrixProduct.Rows;

/// Copies blocks of the left-hand matrix so that a tile's rows lie well in the caches.
final class RowCopy {

  private static final int LINE = 64;

  /// A register of as many floats as a tile has rows, or the largest one if it holds fewer; of longs, as [Lanes] has the only floats.
  private static final VectorSpecies<Long> GROUP = VectorSpecies.of(long.class,
      VectorShape.forBitSize(Math.min(Lanes.WIDTH, ROWS) * Float.SIZE));

  private RowCopy() {}

  /// The distance between rows of `bytes` bytes: an odd number of cache lines, so that neighbouring rows are
  /// in different sets of lines.
  static long stride(long bytes) { return ((bytes + LINE - 1) / LINE | 1) * LINE; }

  /// How many floats a copy of `rows` by `steps` numbers takes at most.
  static long length(int rows, int steps) { return (rows + ROWS) * stride(4L * steps) / Float.BYTES; }

  /// Copies rows that lie along the chains, as they are but not as far apart.
  static Rows spread(long to, Rows from, int rows, int steps) {
    long bytes = 4L * steps, stride = stride(bytes);
    for (int i = 0; i < rows; i++) {
      long source = from.address(i), target = to + i * stride, done = 0;
      for (; done + Lanes.BYTES <= bytes; done += Lanes.BYTES) {
        Lanes.store(Lanes.load(source + done), target + done);
      }
      for (; done < bytes; done += 4) Lanes.set(target + done, Lanes.get(source + done));
    }
    return new Rows(to, stride, 4, ROWS * stride);
  }

  /// Copies the last `rows` rows, from `first` on, for a tile of 4 or 8; rows to spare are like the last one.
  static Rows pad(long to, Rows from, int first, int rows, int steps) {
    Rows last = new Rows(from.address(first), from.row(), from.step(), from.group());
    Rows padded = spread(to, last, rows, steps);
    Rows spare = new Rows(last.address(rows - 1), 0, from.step(), 0);
    spread(padded.address(rows), spare, (rows > 4 ? 8 : 4) - rows, steps);
    return padded;
  }

  /// Copies rows that lie across the chains into groups of as many as a tile has, a group's steps one after
  /// the other.
  static Rows turn(long to, Rows from, int rows, int steps) {
    long group = (long) steps * ROWS * Float.BYTES;
    int whole = rows / ROWS * ROWS;
    for (int p = 0; p < steps; p++) {
      long source = from.base() + p * from.step(), target = to + (long) p * ROWS * Float.BYTES;
      for (int i = 0; i < whole; i += ROWS, target += group) group(target, source + 4L * i);
      for (int i = whole; i < rows; i++) Lanes.set(target + 4L * (i - whole), Lanes.get(source + 4L * i));
    }
    return new Rows(to, 4, ROWS * Float.BYTES, group);
  }

  private static void group(long to, long from) {
    for (int done = 0; done < ROWS * Float.BYTES; done += GROUP.vectorByteSize()) {
      LongVector.fromMemorySegment(GROUP, Lanes.MEMORY, from + done & Lanes.ADDRESS, Lanes.ORDER)
          .intoMemorySegment(Lanes.MEMORY, to + done & Lanes.ADDRESS, Lanes.ORDER);
    }
  }
}
