package zerograd.rl.rollout;

import java.io.IOException;
import java.util.List;

/// Where the rollouts of each step are kept.
public interface RolloutSink {

  /// Keeps nothing.
  RolloutSink NONE = (_, _) -> {
  };

  /// Keeps the responses of a step; whole or not at all, in place of those of an earlier attempt at the same step.
  void write(int step, List<RolloutRow> rows) throws IOException;

  /// What an earlier attempt at the step kept; nothing if there was none.
  default List<RolloutRow> read(int step) throws IOException { return List.of(); }
}
