package zerograd.tensor.kernels.vector;

/// How much of a product a thread takes at a time.
final class Shares {

  private Shares() {}

  /// The panels of a piece, at most `most` and at least half as many, that leave the thread with the most work the least.
  static int even(int panels, int threads, int most) {
    int best = most;
    for (int group = most; group >= (most + 1) / 2; group--) {
      if (longest(panels, threads, group) < longest(panels, threads, best)) best = group;
    }
    return best;
  }

  private static int longest(int panels, int threads, int group) {
    return part(part(panels, group), threads) * group;
  }

  /// `whole / parts`, rounded up.
  static int part(int whole, int parts) { return (whole + parts - 1) / parts; }
}
