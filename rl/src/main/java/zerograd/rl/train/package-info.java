/// The loop that trains a policy, what it reports, and the directory a run lives in.
///
/// Start with [zerograd.rl.train.RlTrainer], above all `trainStep`; [zerograd.rl.train.PolicyUpdate] is what it does with the
/// responses, [zerograd.rl.train.RunDirectory] what it leaves on the disk.
package zerograd.rl.train;
