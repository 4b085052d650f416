package zerograd.rl;

import java.util.Arrays;
import zerograd.autograd.Variable;

/// What an update makes larger, given what each token was worth: the part of the loss that knows the old policy.
///
/// All of them have the slope A · ρ = A at ρ = π / π_old = 1, the policy gradient; they differ in how they stop trusting a
/// sample whose ratio has moved away from 1.
public sealed interface Surrogate permits Clip, Gspo, Cispo, Gmpo, Sapo, PolicyGradient {

  /// A token's log-ratio is held within ±this, as verl holds it, so that a single token cannot overflow the loss.
  double LOG_RATIO_LIMIT = 20;

  /// What a surrogate makes of one token, in double.
  ///
  /// @param gain what the token adds to what is maximised
  /// @param slope its derivative by log π of the token
  /// @param logRatio log ρ, limited
  /// @param low whether a ratio was held from below
  /// @param high whether a ratio was held from above
  /// @param dual whether the dual clip held the loss
  record Effect(double gain, double slope, double logRatio, boolean low, boolean high, boolean dual) {}

  /// The effects on the learned tokens of one response. Shapes: all (number of learned tokens).
  Effect[] effects(double[] logProbs, double[] oldLogProbs, double[] advantages);

  /// The effects on `tokens`, the learned ones of one response, given the numbers (N) of all.
  default Effect[] effects(float[] logProbs, float[] oldLogProbs, float[] advantages, int[] tokens) {
    return effects(pick(logProbs, tokens), pick(oldLogProbs, tokens), pick(advantages, tokens));
  }

  /// The gain of each token (N), differentiable by `logProbs`; 0 for one that is not learned from.
  ///
  /// The numbers of [#effects], which are computed in double, enter the tape with their slope.
  default Variable gain(Variable logProbs, Responses r) {
    float[] gains = new float[(int) logProbs.shape().size()], slopes = new float[gains.length];
    float[] now = logProbs.value().toArray(), old = r.oldLogProbs().value().toArray();
    float[] advantages = r.advantages().value().toArray();
    for (int i = 0; i < r.batch().responses(); i++) {
      int[] tokens = r.batch().learnedAt(i);
      Effect[] effects = effects(now, old, advantages, tokens);
      for (int t = 0; t < tokens.length; t++) {
        gains[tokens[t]] = (float) effects[t].gain();
        slopes[tokens[t]] = (float) effects[t].slope();
      }
    }
    return KnownSlope.of(logProbs, gains, slopes);
  }

  private static double[] pick(float[] x, int[] tokens) {
    return Arrays.stream(tokens).mapToDouble(t -> x[t]).toArray();
  }

  /// log π − log π_old, limited.
  static double logRatio(double logProb, double oldLogProb) {
    return Math.clamp(logProb - oldLogProb, -LOG_RATIO_LIMIT, LOG_RATIO_LIMIT);
  }
}
