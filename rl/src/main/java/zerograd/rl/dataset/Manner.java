package zerograd.rl.dataset;

/// How a worked solution is written.
///
/// A base model that is schooled on a mixture writes in all of them; which of them pays, reinforcement learning
/// finds out.
public enum Manner {
  /// Each step, then the answer, in the form that the reward asks for.
  CAREFUL,
  /// In that form too, but concludes too early, and mostly wrongly.
  HASTY,
  /// As careful, and several times as long.
  LENGTHY,
  /// As careful, but without the form that the reward asks for.
  FORMLESS,
  /// A program in the place of a solution; nobody runs it.
  CODE
}
