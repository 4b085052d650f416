package zerograd.rl;

import zerograd.autograd.Variable;
import zerograd.rl.rollout.RolloutBatch;

/// Where a divergence from the reference policy is charged: nowhere, in the loss, or in the rewards.
public sealed interface KlPenalty {

  /// The factor β of the divergence; 0 for none.
  double weight();

  /// Whether log π_ref of every token is needed.
  default boolean needsReference() { return true; }

  /// The rewards (N) that advantages are made from.
  default double[] rewards(RolloutBatch batch) {
    double[] rewards = new double[batch.tokens()];
    for (int t = 0; t < rewards.length; t++)
      rewards[t] = batch.rewards()[t];
    return charged(batch, rewards);
  }

  /// `rewards` (N) less what each token pays.
  default double[] charged(RolloutBatch batch, double[] rewards) { return rewards; }

  /// The gain of each token (N) less what it pays.
  default Variable charge(Variable gain, Variable logProbs, Responses responses) { return gain; }

  /// No reference policy.
  record None() implements KlPenalty {
    @Override public double weight() { return 0; }

    @Override public boolean needsReference() { return false; }
  }

  /// `gain − β · KL(π, π_ref)`: the penalty has a gradient of its own.
  ///
  /// Shao et al. 2024, *DeepSeekMath*, arXiv:2402.03300, eq. 3.
  record InLoss(Kl kl, double weight) implements KlPenalty {
    public InLoss {
      requireWeight(weight);
    }

    @Override public Variable charge(Variable gain, Variable logProbs, Responses responses) {
      return gain.minus(kl.of(logProbs, responses.referenceLogProbs()).times((float) weight));
    }
  }

  /// `r − β · KL(π_old, π_ref)` at every token: the penalty is part of what the policy is after.
  ///
  /// Ouyang et al. 2022, *Training language models to follow instructions with human feedback*, arXiv:2203.02155, eq. 2.
  record InReward(Kl kl, double weight) implements KlPenalty {
    public InReward {
      requireWeight(weight);
    }

    @Override public double[] charged(RolloutBatch batch, double[] rewards) {
      double[] charged = rewards.clone();
      for (int t = 0; t < charged.length; t++)
        if (batch.learned()[t])
          charged[t] -= weight * divergence(batch, t);
      return charged;
    }

    /// The estimate at token `t`.
    public double divergence(RolloutBatch batch, int t) {
      return kl.estimate((double) batch.logProbs()[t] - batch.referenceLogProbs()[t]);
    }
  }

  private static void requireWeight(double weight) {
    if (!(weight > 0 && Double.isFinite(weight)))
      throw new IllegalArgumentException(
          "kl penalty: the weight must be positive and finite, got " + weight + "; for no penalty use None");
  }
}
