package zerograd.rl.train;

import java.io.IOException;
import java.util.List;
import zerograd.rl.rollout.RolloutRow;
import zerograd.tensor.kernels.FrozenFormat;

/// Who samples the responses of a step.
///
/// Only the policy itself makes the ratio of a step's first update exact by nature; for any other origin the trainer computes
/// log π_old once more, and an [zerograd.rl.ImportanceCorrection] accounts for the difference to what the sampler said.
public sealed interface RolloutOrigin {

  /// Whether responses may be drawn from another distribution than the policy's.
  default boolean isOffPolicy() { return true; }

  /// The policy, in the numbers that it is trained in.
  record Policy() implements RolloutOrigin {
    @Override public boolean isOffPolicy() { return false; }
  }

  /// A copy of the policy whose matrices are rounded, made anew in each step: less memory to read a token.
  record Rounded(FrozenFormat format) implements RolloutOrigin {}

  /// Responses that were sampled before, with the log-probs that their sampler reported and the scores that they got.
  record Recorded(Source source) implements RolloutOrigin {}

  /// Reads the responses of a step, counted from 1.
  interface Source {

    /// In the order of their prompts; none if there is no such step.
    List<RolloutRow> rows(int step) throws IOException;
  }
}
