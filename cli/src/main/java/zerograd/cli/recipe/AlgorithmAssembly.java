package zerograd.cli.recipe;

import zerograd.autograd.optim.AdamW;
import zerograd.rl.AdvantageEstimator;
import zerograd.rl.Algorithm;
import zerograd.rl.Averaging;
import zerograd.rl.Cispo;
import zerograd.rl.Clip;
import zerograd.rl.Gmpo;
import zerograd.rl.Gpg;
import zerograd.rl.Grpo;
import zerograd.rl.GroupBaseline;
import zerograd.rl.Gspo;
import zerograd.rl.Kl;
import zerograd.rl.KlPenalty;
import zerograd.rl.Opo;
import zerograd.rl.PassAtK;
import zerograd.rl.PolicyGradient;
import zerograd.rl.Ppo;
import zerograd.rl.ReMax;
import zerograd.rl.ReinforcePlusPlus;
import zerograd.rl.Rloo;
import zerograd.rl.Sapo;
import zerograd.rl.Surrogate;
import zerograd.rl.ValueLoss;
import zerograd.rl.Whitening;
import zerograd.rl.train.Critic;

/// Turns a recipe into the algorithm it speaks of, and the critic that goes with it.
///
/// @param recipe what was asked for
record AlgorithmAssembly(Recipe recipe) {

  /// The algorithm of a recipe for reinforcement learning.
  Algorithm algorithm() {
    Recipe.RlPart rl = recipe.rl();
    Whitening whitening = Choice.of("rl.whitening", rl.whitening(), Whitening.class);
    AdvantageEstimator estimator = switch (recipe.method()) {
      case GRPO -> new Grpo(Choice.of("rl.scale", rl.scale(), Grpo.Scale.class), 1e-6);
      case REINFORCE_PLUS_PLUS -> {
        GroupBaseline baseline = Choice.of("rl.baseline", rl.baseline(), GroupBaseline.class);
        yield new ReinforcePlusPlus(rl.gamma(), baseline, whitening, baseline == GroupBaseline.NONE);
      }
      case RLOO -> new Rloo(false);
      case REMAX -> new ReMax();
      case PPO -> new Ppo(rl.gamma(), rl.lambda(), whitening, true);
      case OPO -> new Opo();
      case GPG -> new Gpg();
      case PASS_AT_K -> new PassAtK(true);
      case SFT -> throw new RecipeException("method sft has no reinforcement learning algorithm");
    };
    Averaging averaging = averaging("rl.averaging", rl.averaging());
    double divisor = recipe.repeated().lossDivisor();
    return new Algorithm(estimator, surrogate(rl), kl(rl),
        divisor == 1 ? averaging : new Averaging.Divided(averaging, divisor), rl.entropyWeight());
  }

  private static Surrogate surrogate(Recipe.RlPart rl) {
    double low = rl.clipLow(), high = rl.clipHigh();
    return switch (rl.surrogate()) {
      case "clip" -> new Clip(low, high, rl.dualClip() > 0 ? rl.dualClip() : Double.POSITIVE_INFINITY);
      case "gspo" -> new Gspo(low, high, Gspo.Level.MEAN);
      case "cispo" -> new Cispo(low, high);
      case "gmpo" -> new Gmpo(low, high);
      case "sapo" -> new Sapo(1, 1.05);
      case "policy-gradient" -> new PolicyGradient();
      default -> throw Choice.unknown("rl.surrogate", rl.surrogate(), "clip", "gspo", "cispo", "gmpo", "sapo",
          "policy-gradient");
    };
  }

  private KlPenalty kl(Recipe.RlPart rl) {
    if (rl.kl().equals("none"))
      return new KlPenalty.None();
    return switch (rl.klIn()) {
      case "loss" -> new KlPenalty.InLoss(Kl.named(rl.kl()), rl.klWeight(), recipe.repeated().klSign());
      case "reward" -> new KlPenalty.InReward(Kl.named(rl.kl()), rl.klWeight());
      default -> throw Choice.unknown("rl.kl_in", rl.klIn(), "loss", "reward");
    };
  }

  private Averaging averaging(String key, String name) {
    int longest = recipe.sampling().maxNewTokens();
    return switch (name) {
      case "token-mean" -> new Averaging.TokenMean();
      case "seq-mean-token-mean" -> new Averaging.SequenceMeanTokenMean();
      case "seq-mean-token-sum" -> new Averaging.SequenceMeanTokenSum(1);
      case "seq-mean-token-sum-norm" -> new Averaging.TokenSum(longest);
      case "dr-grpo" -> new Averaging.SequenceMeanTokenSum(longest);
      default -> throw Choice.unknown(key, name, "token-mean", "seq-mean-token-mean", "seq-mean-token-sum",
          "seq-mean-token-sum-norm", "dr-grpo");
    };
  }

  /// How the critic of a recipe learns.
  Critic.Settings critic() {
    Recipe.CriticPart part = recipe.critic();
    double clip = part.valueClip() > 0 ? part.valueClip() : Double.POSITIVE_INFINITY;
    Recipe.OptimizerPart adam = recipe.optimizer();
    return new Critic.Settings(part.learningRate(), recipe.rates(),
        new AdamW.Settings(adam.beta1(), adam.beta2(), adam.eps(), part.weightDecay()),
        part.maxGradientNorm(),
        new ValueLoss(clip), part.warmupSteps(), averaging("critic.averaging", part.averaging()));
  }
}
