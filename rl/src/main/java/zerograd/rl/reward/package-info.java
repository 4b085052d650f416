/// Rewards: plain Java functions from a prompt, a response and the ground truth to a number.
///
/// Start with [zerograd.rl.reward.Reward]; [zerograd.rl.reward.KnightsAndKnavesReward] is one, and
/// [zerograd.rl.reward.RewardRunner] scores a whole batch on several threads with a limit per sample.
package zerograd.rl.reward;
