package zerograd.models.transformer;

import java.util.List;
import java.util.Optional;
import zerograd.autograd.Variable;
import zerograd.autograd.ops.AttentionOp;
import zerograd.core.Ints;
import zerograd.core.Scope;
import zerograd.models.layers.Pass;
import zerograd.models.layers.TrainingRows;
import zerograd.tensor.Device;
import zerograd.tensor.kernels.AttentionKernel.Heads;

/// Sequences of tokens laid end to end, each attending to itself. There is no padding and no mask.
///
/// Shapes: `ids`, `positions` (N); `starts` (B + 1), the last one N. They live in the scope the batch was made in.
public record TokenBatch(Ints ids, Ints starts, Ints positions, int longest,
    boolean recompute, Optional<TrainingRows> training) implements Pass {

  /// The given sequences, in order.
  ///
  /// @throws IllegalArgumentException if there is none, or one is empty
  public static TokenBatch of(List<int[]> sequences) {
    int N = 0, longest = 0;
    for (int[] sequence : sequences) {
      N = Math.addExact(N, sequence.length);
      longest = Math.max(longest, sequence.length);
      if (sequence.length == 0)
        throw new IllegalArgumentException("a batch has an empty sequence");
    }
    if (N == 0)
      throw new IllegalArgumentException("a batch needs at least one sequence");
    Scope scope = Device.scope();
    Ints ids = scope.ints(N), positions = scope.ints(N), starts = scope.ints(sequences.size() + 1L);
    int n = 0;
    for (int b = 0; b < sequences.size(); b++) {
      starts.set(b, n);
      int[] sequence = sequences.get(b);
      for (int t = 0; t < sequence.length; t++, n++) {
        ids.set(n, sequence[t]);
        positions.set(n, t);
      }
    }
    starts.set(sequences.size(), n);
    return new TokenBatch(ids, starts, positions, longest, false, Optional.empty());
  }

  /// This batch, with each block's activations forgotten and computed again on the way back, or not: less memory, more
  /// time, the same bits.
  public TokenBatch recomputing(boolean recompute) {
    return new TokenBatch(ids, starts, positions, longest, recompute, training);
  }

  /// This batch as a part of training step `step`, its first sequence being number `firstSequence` of the step: with dropout,
  /// where the model has any.
  public TokenBatch inTraining(int step, int firstSequence) {
    Ints sequences = Device.scope().ints(tokens());
    for (int b = 0; b < sequences(); b++) {
      for (int n = starts.get(b); n < starts.get(b + 1L); n++) sequences.set(n, firstSequence + b);
    }
    return new TokenBatch(ids, starts, positions, longest, recompute,
        Optional.of(new TrainingRows(step, sequences)));
  }

  /// N.
  public int tokens() { return Math.toIntExact(ids.length()); }

  /// B.
  public int sequences() { return Math.toIntExact(starts.length()) - 1; }

  /// Every token after the first of its sequence, to be predicted from the tokens before it.
  public Predictions predictions() {
    int count = tokens() - sequences(), m = 0;
    Ints rows = Device.scope().ints(count), targets = Device.scope().ints(count);
    for (int b = 0; b < sequences(); b++) {
      for (int n = starts.get(b); n < starts.get(b + 1) - 1; n++, m++) {
        rows.set(m, n);
        targets.set(m, ids.get(n + 1L));
      }
    }
    return new Predictions(rows, targets);
  }

  @Override public Variable attention(int layer, Variable q, Variable k, Variable v, Heads heads) {
    return AttentionOp.of(q, k, v, starts, heads);
  }
}
