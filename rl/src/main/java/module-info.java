/// How a reward changes a policy.
module zerograd.rl {
  requires transitive zerograd.models;

  exports zerograd.rl.puzzle;
  exports zerograd.rl.reward;
}
