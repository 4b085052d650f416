package zerograd.rl.train;

import java.util.LinkedHashMap;
import java.util.Map;
import zerograd.rl.ImportanceCorrection;
import zerograd.rl.rollout.RolloutBatch;

/// How far apart the sampler and the trainer's π_old are, under verl's names; over learned tokens, with d = log π_old − log
/// π_sampler.
final class MismatchMetrics {

  private MismatchMetrics() {}

  static Map<String, Double> of(ImportanceCorrection correction, RolloutBatch batch, float[] sampler) {
    double[] factors = correction.factors(batch, sampler);
    Summary factor = new Summary(), squares = new Summary(), k1 = new Summary(), k3 = new Summary(),
        chi2 = new Summary();
    for (int t = 0; t < factors.length; t++) {
      if (!batch.learned()[t]) continue;
      double d = Math.clamp((double) batch.logProbs()[t] - sampler[t], -20.0, 20.0);
      factor.add(factors[t]);
      squares.add(factors[t] * factors[t]);
      k1.add(-d);
      k3.add(StrictMath.expm1(d) - d);
      chi2.add(StrictMath.exp(2 * d));
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    factor.putInto(metrics, "rollout_corr/rollout_is");
    metrics.put("rollout_corr/rollout_is_eff_sample_size",
        squares.mean() == 0 ? 0 : factor.mean() * factor.mean() / squares.mean());
    metrics.put("rollout_corr/kl", k1.mean());
    metrics.put("rollout_corr/k3_kl", k3.mean());
    metrics.put("rollout_corr/chi2_token", chi2.mean() - 1);
    return metrics;
  }
}
