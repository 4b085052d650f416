/// What there is to learn: each task gives prompts, held-out prompts and a reward, and examples where it can be schooled.
///
/// Start with [zerograd.rl.task.KnightsAndKnavesTask].
package zerograd.rl.task;
