package zerograd.rl;

import zerograd.rl.rollout.RolloutBatch;

/// How the losses of an update's tokens become one number: a vector of weights.
///
///     L = Σₜ wₜ · lossₜ
///
/// Below, B is the number of responses with a token to learn from and |oᵢ| the number of such tokens in response i.
/// Weights are made for all responses of an update before its first micro-batch, so that the size of a micro-batch
/// changes nothing.
public sealed interface Averaging {

  /// The weights (N) of a batch's tokens; 0 for those that are not learned from.
  default float[] weights(RolloutBatch batch) {
    int B = 0, N = 0;
    for (int i = 0; i < batch.responses(); i++) {
      int length = batch.learnedTokens(i);
      if (length > 0) B++;
      N += length;
    }
    float[] weights = new float[batch.tokens()];
    for (int i = 0; i < batch.responses(); i++) {
      float weight = (float) weight(batch.learnedTokens(i), B, N);
      for (int t = batch.starts()[i]; t < batch.starts()[i + 1]; t++)
        if (batch.learned()[t]) weights[t] = weight;
    }
    return weights;
  }

  /// The weight of a token in a response of `length` learned tokens, among `B` responses with `N` such tokens in all.
  double weight(int length, int B, int N);

  /// Every token counts the same: `w = 1 / Σᵢ |oᵢ|`. Long responses weigh more.
  ///
  /// Yu et al. 2025, *DAPO*, arXiv:2503.14476, eq. 12; verl's `token-mean`, TRL's `bnpo` and `dapo`.
  record TokenMean() implements Averaging {
    @Override public double weight(int length, int B, int N) { return 1.0 / N; }
  }

  /// Every response counts the same: `w = 1 / (B · |oᵢ|)`. A token of a long response weighs less.
  ///
  /// Shao et al. 2024, *DeepSeekMath*, arXiv:2402.03300, eq. 3; verl's `seq-mean-token-mean`, TRL's `grpo`.
  record SequenceMeanTokenMean() implements Averaging {
    @Override public double weight(int length, int B, int N) { return 1.0 / ((double) B * length); }
  }

  /// Sums over a response, means over responses: `w = 1 / (B · divisor)`.
  ///
  /// With `divisor` = the longest response allowed this is Dr. GRPO: a constant, so neither length nor difficulty
  /// changes a token's weight. Liu et al. 2025, *Understanding R1-Zero-Like Training*, arXiv:2503.20783, §3; TRL's
  /// `dr_grpo`. With `divisor` = 1, verl's `seq-mean-token-sum`.
  record SequenceMeanTokenSum(int divisor) implements Averaging {
    public SequenceMeanTokenSum {
      requirePositive(divisor);
    }

    @Override public double weight(int length, int B, int N) { return 1.0 / ((double) B * divisor); }
  }

  /// A plain sum over a constant: `w = 1 / divisor`; verl's `seq-mean-token-sum-norm`, which does not divide by B.
  record TokenSum(int divisor) implements Averaging {
    public TokenSum {
      requirePositive(divisor);
    }

    @Override public double weight(int length, int B, int N) { return 1.0 / divisor; }
  }

  /// Another averaging whose loss is divided once more.
  ///
  /// For runs that are to repeat one of an old verl: its loss was divided by mini-batch/micro-batch even where a step had
  /// too few responses to fill a mini-batch. Adam hides the factor; the clipping of gradients does not.
  record Divided(Averaging averaging, double divisor) implements Averaging {
    public Divided {
      if (!(divisor > 0))
        throw new IllegalArgumentException("averaging: the divisor must be positive, got " + divisor);
    }

    @Override public double weight(int length, int B, int N) {
      return averaging.weight(length, B, N) / divisor;
    }
  }

  private static void requirePositive(int divisor) {
    if (divisor < 1)
      throw new IllegalArgumentException("averaging: the divisor must be positive, got " + divisor);
  }
}
