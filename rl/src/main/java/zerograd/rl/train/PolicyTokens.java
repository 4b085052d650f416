package zerograd.rl.train;

import java.util.List;
import zerograd.autograd.Variable;
import zerograd.core.Shape;
import zerograd.models.transformer.CausalLm;
import zerograd.models.transformer.Predictions;
import zerograd.models.transformer.TokenBatch;
import zerograd.rl.rollout.Rollout;

/// What a model says of the tokens of some responses: their log-probs and the entropies of what they were drawn from, (N).
record PolicyTokens(Variable logProbs, Variable entropies) {

  /// One forward pass over the prompts with their responses; the head sees the rows that predict responses and no other.
  static PolicyTokens of(CausalLm model, List<Rollout> rollouts, float temperature, boolean recompute) {
    Variable both = model.logProbs(batch(rollouts, recompute), predictions(rollouts), temperature);   // (2, N)
    Shape tokens = new Shape(both.shape().columns());
    return new PolicyTokens(both.slice(0, 1).reshape(tokens), both.slice(1, 2).reshape(tokens));
  }

  /// The prompts with their responses, end to end.
  static TokenBatch batch(List<Rollout> rollouts, boolean recompute) {
    return TokenBatch.of(rollouts.stream().map(Rollout::sequence).toList()).recomputing(recompute);
  }

  /// Which rows of [#batch] predict the responses' tokens: each the one before, so the last token of a prompt the first.
  static Predictions predictions(List<Rollout> rollouts) {
    int N = rollouts.stream().mapToInt(rollout -> rollout.ids().length).sum();
    int[] rows = new int[N], targets = new int[N];
    int n = 0, start = 0;
    for (Rollout rollout : rollouts) {
      int before = start + rollout.prompt().ids().length - 1;
      for (int t = 0; t < rollout.ids().length; t++, n++) {
        rows[n] = before + t;
        targets[n] = rollout.ids()[t];
      }
      start += rollout.prompt().ids().length + rollout.ids().length;
    }
    return Predictions.of(rows, targets);
  }
}
