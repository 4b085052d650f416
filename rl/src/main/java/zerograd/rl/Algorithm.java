package zerograd.rl;

import zerograd.autograd.Variable;
import zerograd.rl.rollout.RolloutBatch;

/// How rewards change a policy, put together from the parts that papers differ in.
///
///     A = advantages of the responses                                  estimator
///     L = −Σₜ wₜ · (gainₜ(A) − β · KLₜ + c · Hₜ)                       averaging, surrogate, kl, entropyWeight
///
/// The published algorithms are named combinations: [Grpo#paper], [ReinforcePlusPlus#verl], [Ppo#verl], [Dapo#paper] and
/// so on; each is a record of its advantage's hyperparameters, and its page says the rest. Any part can be exchanged:
///
///     Grpo.verl().with(Gspo.paper()).with(new KlPenalty.None())
///
/// @param estimator what each token was worth
/// @param surrogate what is to grow, for a token of that worth
/// @param kl what keeps the policy near the reference
/// @param averaging how the tokens' losses become one number
/// @param entropyWeight c, the weight of the entropy bonus; 0 for none
public record Algorithm(AdvantageEstimator estimator, Surrogate surrogate, KlPenalty kl, Averaging averaging,
    double entropyWeight) {

  /// @throws IllegalArgumentException if `entropyWeight` is negative
  public Algorithm {
    if (!(entropyWeight >= 0)) {
      throw new IllegalArgumentException(
          "algorithm: the entropy weight must not be negative, got " + entropyWeight);
    }
  }

  public Algorithm with(AdvantageEstimator estimator) {
    return new Algorithm(estimator, surrogate, kl, averaging, entropyWeight);
  }

  public Algorithm with(Surrogate surrogate) {
    return new Algorithm(estimator, surrogate, kl, averaging, entropyWeight);
  }

  public Algorithm with(KlPenalty kl) {
    return new Algorithm(estimator, surrogate, kl, averaging, entropyWeight);
  }

  public Algorithm with(Averaging averaging) {
    return new Algorithm(estimator, surrogate, kl, averaging, entropyWeight);
  }

  public Algorithm withEntropyWeight(double entropyWeight) {
    return new Algorithm(estimator, surrogate, kl, averaging, entropyWeight);
  }

  /// What each token of a step's responses was worth, after what [#kl] takes off the rewards.
  public Advantages advantages(RolloutBatch batch) { return estimator.advantages(batch, kl); }

  /// The loss to minimise, one number, given log π and the entropy of π at every token of some responses.
  ///
  /// Shapes: `logProbs`, `entropies` (N). Summed over the micro-batches of an update it is the loss of the update: the
  /// weights that `responses` carries were normalised before the first one ([Averaging]).
  public Variable loss(Variable logProbs, Variable entropies, Responses r) {
    Variable gain = surrogate.gain(logProbs, r);
    Variable objective = kl.charge(gain, logProbs, r).plus(entropies.times((float) entropyWeight));
    return objective.times(r.weights()).sum().negate();
  }
}
