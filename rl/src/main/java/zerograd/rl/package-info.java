/// How a reward changes a policy: each algorithm is a record of its hyperparameters with two methods, as papers have two
/// equations.
///
/// Start with [zerograd.rl.Grpo]; its parts are [zerograd.rl.Clip], [zerograd.rl.Kl], [zerograd.rl.KlPenalty] and
/// [zerograd.rl.Averaging]. Advantages are plain arithmetic in double; only the loss is differentiated.
package zerograd.rl;
