package zerograd.tensor.kernels.vector;

/// Copies rows so that they do not compete for the same lines of a cache.
final class RowCopy {

  private static final long LINE = 64;

  private RowCopy() {}

  /// The distance between copied rows of `bytes` bytes: an odd number of cache lines, so that any rows near each other fall
  /// into different sets.
  static long stride(long bytes) { return ((bytes + LINE - 1) / LINE | 1) * LINE; }

  /// How many floats the copy of a block of `rows` by `steps` takes.
  static long length(int rows, int steps, boolean byRows) {
    return (byRows ? rows * stride(4L * steps) : steps * stride(4L * rows)) / Float.BYTES;
  }

  /// Copies `count` rows of `bytes` bytes.
  static void run(long to, long toStride, long from, long fromStride, int count, long bytes) {
    for (int i = 0; i < count; i++, to += toStride, from += fromStride) {
      long done = 0;
      for (; done + Lanes.BYTES <= bytes; done += Lanes.BYTES)
        Lanes.store(Lanes.load(from + done), to + done);
      for (; done < bytes; done += Float.BYTES) Lanes.set(to + done, Lanes.get(from + done));
    }
  }
}
