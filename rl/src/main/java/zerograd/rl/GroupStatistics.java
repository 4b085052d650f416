package zerograd.rl;

import zerograd.rl.rollout.RolloutBatch;

/// The scores of responses, and the mean, spread and size of each one's group. Shapes: all (B).
///
/// `deviation` is the sample standard deviation (n − 1 in the denominator). A response alone in its group has mean 0 and
/// deviation 1, as in verl: it is compared with nothing.
record GroupStatistics(double[] score, double[] mean, double[] deviation, int[] size) {

  /// Scores are the sums of the `rewards` (N) of each response.
  static GroupStatistics of(RolloutBatch batch, double[] rewards) {
    int B = batch.responses();
    double[] score = new double[B], mean = new double[B], deviation = new double[B];
    int[] size = new int[B];
    for (int i = 0; i < B; i++)
      for (int t = batch.starts()[i]; t < batch.starts()[i + 1]; t++)
        score[i] += rewards[t];

    for (int from = 0, to; from < B; from = to) {
      for (to = from + 1; to < B && batch.groups()[to] == batch.groups()[from];)
        to++;
      double m = to - from == 1 ? 0 : mean(score, from, to);
      double s = to - from == 1 ? 1 : deviation(score, from, to, m);
      for (int i = from; i < to; i++) {
        mean[i] = m;
        deviation[i] = s;
        size[i] = to - from;
      }
    }
    return new GroupStatistics(score, mean, deviation, size);
  }

  /// Measured from the first number, so that the mean of equal numbers is exactly that number.
  static double mean(double[] x, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++)
      sum += x[i] - x[from];
    return x[from] + sum / (to - from);
  }

  /// The sample standard deviation; 0 for a single number.
  static double deviation(double[] x, int from, int to, double mean) {
    double sum = 0;
    for (int i = from; i < to; i++)
      sum += (x[i] - mean) * (x[i] - mean);
    return StrictMath.sqrt(sum / Math.max(1, to - from - 1));
  }
}
