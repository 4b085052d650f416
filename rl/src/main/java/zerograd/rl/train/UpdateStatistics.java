package zerograd.rl.train;

import java.util.LinkedHashMap;
import java.util.Map;
import zerograd.rl.Algorithm;
import zerograd.rl.KlPenalty;
import zerograd.rl.Surrogate;
import zerograd.rl.rollout.RolloutBatch;

/// What one update met: its loss by parts, and how the clip acted.
///
/// The formulas of the loss once more, in double, summed over the learned tokens in order, so that the sizes of
/// micro-batches change nothing. Sums that belong to the loss are weighted as the loss is; shares and means are of tokens.
public final class UpdateStatistics {

  private final Algorithm algorithm;
  private long tokens, clippedLow, clippedHigh, clippedDual;
  private double policyLoss, klLoss, entropy, logRatio;
  private double ratioMin = Double.POSITIVE_INFINITY, ratioMax = Double.NEGATIVE_INFINITY, largestDifference;

  public UpdateStatistics(Algorithm algorithm) { this.algorithm = algorithm; }

  /// Adds a micro-batch: its rollouts, what the loss was made from, and what the policy says of its tokens. All (N).
  public void add(RolloutBatch batch, float[] advantages, float[] weights, float[] logProbs,
      float[] entropies) {
    for (int i = 0; i < batch.responses(); i++)
      add(batch, i, advantages, weights, logProbs, entropies);
  }

  private void add(RolloutBatch batch, int i, float[] advantages, float[] weights, float[] logProbs,
      float[] entropies) {
    int from = batch.starts()[i], to = batch.starts()[i + 1];
    for (int t = from; t < to; t++)
      largestDifference = Math.max(largestDifference, Math.abs((double) logProbs[t] - batch.logProbs()[t]));
    int[] learned = batch.learnedAt(i);
    Surrogate.Effect[] effects = algorithm.surrogate().effects(logProbs, batch.logProbs(), advantages,
        learned);
    for (int k = 0; k < learned.length; k++) {
      int t = learned[k];
      Surrogate.Effect effect = effects[k];
      tokens++;
      if (effect.low())
        clippedLow++;
      if (effect.high())
        clippedHigh++;
      if (effect.dual())
        clippedDual++;
      logRatio += effect.logRatio();
      ratioMin = Math.min(ratioMin, StrictMath.exp(effect.logRatio()));
      ratioMax = Math.max(ratioMax, StrictMath.exp(effect.logRatio()));
      policyLoss -= weights[t] * effect.gain();
      entropy += (double) weights[t] * entropies[t];
      if (algorithm.kl() instanceof KlPenalty.InLoss paid)
        klLoss += weights[t] * paid.kl().estimate((double) logProbs[t] - batch.referenceLogProbs()[t]);
    }
  }

  /// How many tokens were learned from.
  public long tokens() { return tokens; }

  /// `−Σ w · gain`
  public double policyLoss() { return policyLoss; }

  /// `Σ w · KL(π, π_ref)`; 0 unless the penalty is in the loss.
  public double klLoss() { return klLoss; }

  /// `Σ w · H`
  public double entropy() { return entropy; }

  /// The whole loss that was minimised.
  public double loss() {
    double charged = algorithm.kl() instanceof KlPenalty.InLoss paid ? paid.factor() * klLoss : 0;
    return policyLoss + charged - algorithm.entropyWeight() * entropy;
  }

  /// The share of tokens whose ratio was held at either edge of the band.
  public double clippedShare() { return share(clippedLow + clippedHigh); }

  /// The share of bad tokens held at `1 − low`, among all.
  public double clippedLowShare() { return share(clippedLow); }

  /// The share of good tokens held at `1 + high`, among all.
  public double clippedHighShare() { return share(clippedHigh); }

  /// The share of tokens that the dual clip held.
  public double clippedDualShare() { return share(clippedDual); }

  /// The mean of `log π_old − log π`.
  public double policyKl() { return tokens == 0 ? 0 : -logRatio / tokens; }

  /// The largest difference between log π here and the sampler's log π_old, over all tokens.
  public double largestDifference() { return largestDifference; }

  private double share(long count) { return tokens == 0 ? 0 : (double) count / tokens; }

  /// All of it under the names that verl uses; `clip_ratio_*` are TRL's.
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("actor/loss", loss());
    metrics.put("actor/pg_loss", policyLoss());
    metrics.put("actor/pg_clipfrac", clippedShare());
    metrics.put("actor/pg_clipfrac_lower", clippedDualShare());
    metrics.put("actor/clip_ratio_low", clippedLowShare());
    metrics.put("actor/clip_ratio_high", clippedHighShare());
    metrics.put("actor/ppo_kl", policyKl());
    metrics.put("actor/ratio_min", tokens == 0 ? 1 : ratioMin);
    metrics.put("actor/ratio_max", tokens == 0 ? 1 : ratioMax);
    metrics.put("actor/entropy_loss", entropy());
    if (algorithm.kl() instanceof KlPenalty.InLoss paid) {
      metrics.put("actor/kl_loss", klLoss());
      metrics.put("actor/kl_coef", paid.factor());
    }
    return metrics;
  }
}
