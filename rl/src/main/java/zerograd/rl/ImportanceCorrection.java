package zerograd.rl;

import java.util.Arrays;
import java.util.stream.IntStream;
import zerograd.rl.rollout.RolloutBatch;

/// How much a token counts that was sampled by another distribution than the trainer's π_old: by a sampler of another
/// precision or penalties, or in a file from elsewhere.
///
///     w = exp(clamp(log π_old − log π_sampler, ±20))
///
/// The factor is a constant; it multiplies the token's advantage, and with it what the token adds to every surrogate, but not
/// its divergence or entropy. On rollouts of our own π_sampler is π_old to the
/// last bit, so every factor is exactly 1.
public sealed interface ImportanceCorrection {

  /// The factor of each token (N), given what the sampler said of it: `samplerLogProbs` (N).
  double[] factors(RolloutBatch batch, float[] samplerLogProbs);

  /// `advantages` (N), each times its factor.
  default float[] applied(float[] advantages, RolloutBatch batch, float[] samplerLogProbs) {
    double[] factors = factors(batch, samplerLogProbs);
    float[] corrected = new float[advantages.length];
    for (int t = 0; t < corrected.length; t++) corrected[t] = (float) (advantages[t] * factors[t]);
    return corrected;
  }

  /// What a ratio is taken of.
  enum Level {
    /// Each token.
    TOKEN,
    /// All learned tokens of a response together.
    SEQUENCE
  }

  /// No correction.
  record None() implements ImportanceCorrection {
    @Override public double[] factors(RolloutBatch batch, float[] samplerLogProbs) {
      double[] ones = new double[batch.tokens()];
      Arrays.fill(ones, 1);
      return ones;
    }
  }

  /// `min(w, cap)`: bounded variance for a little bias.
  ///
  /// Ionides 2008, *Truncated Importance Sampling*; Yao et al. 2025, *Your Efficient RL Framework Secretly Brings You
  /// Off-Policy RL Training*, who take the cap 2.
  record Truncated(Level level, double cap) implements ImportanceCorrection {
    public Truncated {
      requirePositive(cap);
    }

    @Override public double[] factors(RolloutBatch batch, float[] samplerLogProbs) {
      return Arrays.stream(ratios(level, batch, samplerLogProbs)).map(w -> Math.min(w, cap)).toArray();
    }
  }

  /// `w` where it is within [low, high], 0 elsewhere: what is too far off is left out.
  record Masked(Level level, double low, double high) implements ImportanceCorrection {
    public Masked {
      requirePositive(high);
      if (!(low >= 0 && low <= 1 && high >= 1)) {
        throw new IllegalArgumentException(
            "importance correction: needs low in [0, 1] and high >= 1, got " + low + " and " + high);
      }
    }

    @Override public double[] factors(RolloutBatch batch, float[] samplerLogProbs) {
      return Arrays.stream(ratios(level, batch, samplerLogProbs)).map(w -> w < low || w > high ? 0 : w).toArray();
    }
  }

  /// w of each token (N).
  private static double[] ratios(Level level, RolloutBatch batch, float[] samplerLogProbs) {
    double[] ratios = new double[batch.tokens()];
    for (int i = 0; i < batch.responses(); i++) {
      int from = batch.starts()[i], to = batch.starts()[i + 1];
      double sum = IntStream.range(from, to).filter(t -> batch.learned()[t])
          .mapToDouble(t -> (double) batch.logProbs()[t] - samplerLogProbs[t]).sum();
      for (int t = from; t < to; t++) {
        double logRatio = level == Level.SEQUENCE ? sum : (double) batch.logProbs()[t] - samplerLogProbs[t];
        ratios[t] = StrictMath.exp(Math.clamp(logRatio, -Surrogate.LOG_RATIO_LIMIT, Surrogate.LOG_RATIO_LIMIT));
      }
    }
    return ratios;
  }

  private static void requirePositive(double cap) {
    if (!(cap > 0)) throw new IllegalArgumentException("importance correction: needs a cap > 0, got " + cap);
  }
}
