/// Prompts, the responses a policy gives to them, and their numbers.
///
/// Start with [zerograd.rl.rollout.RolloutBatch]; [zerograd.rl.rollout.RolloutRow] is one response as it is kept on disk.
package zerograd.rl.rollout;
