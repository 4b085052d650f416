/// Prompts, the responses a policy gives to them, and their numbers.
///
/// Start with [zerograd.rl.rollout.RolloutCollector]: it makes [zerograd.rl.rollout.Rollout]s, whose numbers
/// [zerograd.rl.rollout.RolloutBatch] lays end to end. [zerograd.rl.rollout.RolloutRow] is one response as it is kept on disk.
package zerograd.rl.rollout;
