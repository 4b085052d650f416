package zerograd.tornado;

/// Sums along rows in the contract's sixteen virtual lanes (rule 2).
final class Lanes {

  /// Lanes of a row.
  static final int COUNT = 16;
  /// Threads of a group that sums rows together, a thread a lane.
  static final int THREADS = 64;

  private Lanes() {}

  /// Threads for so many rows, in whole groups.
  static long threads(long rows) { return (rows * COUNT + THREADS - 1) / THREADS * THREADS; }

  /// Adds the lanes pairwise, 8 apart, 4, 2, 1.
  static float combine(float[] lanes) {
    for (int l = 0; l < 8; l++) lanes[l] = lanes[l] + lanes[l + 8];
    for (int l = 0; l < 4; l++) lanes[l] = lanes[l] + lanes[l + 4];
    for (int l = 0; l < 2; l++) lanes[l] = lanes[l] + lanes[l + 2];
    return lanes[0] + lanes[1];
  }
}
