/// Prompts, the responses a policy gives to them, and their numbers.
///
/// Start with [zerograd.rl.rollout.RolloutBatch].
package zerograd.rl.rollout;
