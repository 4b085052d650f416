package zerograd.rl;

import java.util.Arrays;

/// The plain policy gradient: no ratio and no clip, for one update after each rollout.
///
///     gain = A · log π
///
/// Williams 1992, *Simple Statistical Gradient-Following Algorithms for Connectionist Reinforcement Learning*, eq. 4.
public record PolicyGradient() implements Surrogate {

  @Override public Effect[] effects(double[] logProbs, double[] oldLogProbs, double[] advantages) {
    Effect[] effects = new Effect[logProbs.length];
    Arrays.setAll(effects, t -> new Effect(advantages[t] * logProbs[t], advantages[t],
        Surrogate.logRatio(logProbs[t], oldLogProbs[t]), false, false, false));
    return effects;
  }
}
