/// Data sets in verl's schema: rows with a prompt and what its answer is judged by.
///
/// Start with [zerograd.rl.dataset.DataRow]. [zerograd.rl.dataset.SocialIqa],
/// [zerograd.rl.dataset.MathProblem] and [zerograd.rl.dataset.Countdown] turn raw rows into such rows with the
/// published templates; [zerograd.rl.dataset.RowMaker] and its kinds compute rows, by level of difficulty, for
/// models too small for the published sets. Puzzles have a package of their own, [zerograd.rl.puzzle].
package zerograd.rl.dataset;
