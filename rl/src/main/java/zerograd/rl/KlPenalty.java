package zerograd.rl;

import zerograd.autograd.Variable;
import zerograd.rl.rollout.RolloutBatch;

/// Where a divergence from the reference policy is charged: nowhere, in the loss, or in the rewards.
public sealed interface KlPenalty {

  /// The factor β of the divergence; 0 for none.
  double weight();

  /// Whether log π_ref of every token is needed.
  default boolean needsReference() { return true; }

  /// The same penalty with another weight; none stays none.
  KlPenalty withWeight(double weight);

  /// The rewards (N) that advantages are made from.
  default double[] rewards(RolloutBatch batch) {
    double[] rewards = new double[batch.tokens()];
    for (int t = 0; t < rewards.length; t++)
      rewards[t] = batch.rewards()[t];
    return charged(batch, rewards);
  }

  /// `rewards` (N) less what each token pays.
  default double[] charged(RolloutBatch batch, double[] rewards) { return rewards; }

  /// The divergence of the old policy from the reference by this penalty's estimator: the mean of the responses' means.
  default double meanDivergence(RolloutBatch batch) { return 0; }

  /// The gain of each token (N) less what it pays.
  default Variable charge(Variable gain, Variable logProbs, Responses responses) { return gain; }

  /// No reference policy.
  record None() implements KlPenalty {
    @Override public double weight() { return 0; }

    @Override public KlPenalty withWeight(double weight) { return this; }

    @Override public boolean needsReference() { return false; }
  }

  /// `gain − β · KL(π, π_ref)`: the penalty has a gradient of its own.
  ///
  /// Shao et al. 2024, *DeepSeekMath*, arXiv:2402.03300, eq. 3.
  ///
  /// @param reversed whether the sign is wrong, so that the policy is paid for leaving the reference: a bug of verl before
  ///   March 2025, for runs that are to repeat one which had it
  record InLoss(Kl kl, double weight, boolean reversed) implements KlPenalty {
    public InLoss {
      requireWeight(weight);
    }

    /// With the sign that is meant.
    public InLoss(Kl kl, double weight) { this(kl, weight, false); }

    @Override public InLoss withWeight(double weight) { return new InLoss(kl, weight, reversed); }

    @Override public double meanDivergence(RolloutBatch batch) { return KlPenalty.meanDivergence(kl, batch); }

    /// What the loss has the divergence times: the weight, less than 0 if the sign is wrong.
    public double factor() { return reversed ? -weight : weight; }

    @Override public Variable charge(Variable gain, Variable logProbs, Responses responses) {
      return gain.minus(kl.of(logProbs, responses.referenceLogProbs()).times((float) factor()));
    }
  }

  /// `r − β · KL(π_old, π_ref)` at every token: the penalty is part of what the policy is after.
  ///
  /// Ouyang et al. 2022, *Training language models to follow instructions with human feedback*, arXiv:2203.02155, eq. 2.
  record InReward(Kl kl, double weight) implements KlPenalty {
    public InReward {
      requireWeight(weight);
    }

    @Override public InReward withWeight(double weight) { return new InReward(kl, weight); }

    @Override public double[] charged(RolloutBatch batch, double[] rewards) {
      double[] charged = rewards.clone();
      for (int t = 0; t < charged.length; t++)
        if (batch.learned()[t])
          charged[t] -= weight * divergence(batch, t);
      return charged;
    }

    @Override public double meanDivergence(RolloutBatch batch) { return KlPenalty.meanDivergence(kl, batch); }

    /// The estimate at token `t`.
    public double divergence(RolloutBatch batch, int t) {
      return kl.estimate((double) batch.logProbs()[t] - batch.referenceLogProbs()[t]);
    }
  }

  private static double meanDivergence(Kl kl, RolloutBatch batch) {
    double sum = 0;
    int responses = 0;
    for (int i = 0; i < batch.responses(); i++) {
      int[] tokens = batch.learnedAt(i);
      double ofResponse = 0;
      for (int t : tokens)
        ofResponse += kl.estimate((double) batch.logProbs()[t] - batch.referenceLogProbs()[t]);
      if (tokens.length == 0) continue;
      sum += ofResponse / tokens.length;
      responses++;
    }
    return responses == 0 ? 0 : sum / responses;
  }

  private static void requireWeight(double weight) {
    if (!(weight > 0 && Double.isFinite(weight)))
      throw new IllegalArgumentException(
          "kl penalty: the weight must be positive and finite, got " + weight + "; for no penalty use None");
  }
}
