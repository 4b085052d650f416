/// How a reward changes a policy.
module zerograd.rl {
  requires transitive zerograd.models;

  exports zerograd.rl;
  exports zerograd.rl.analysis;
  exports zerograd.rl.dataset;
  exports zerograd.rl.eval;
  exports zerograd.rl.math;
  exports zerograd.rl.puzzle;
  exports zerograd.rl.reward;
  exports zerograd.rl.rollout;
  exports zerograd.rl.task;
  exports zerograd.rl.train;
}
