/// Tasks whose answers can be checked by a rule: Knights & Knaves puzzles and digit completion.
///
/// Start with [zerograd.rl.puzzle.KnightsAndKnaves], which samples [puzzles][zerograd.rl.puzzle.Puzzle];
/// [zerograd.rl.puzzle.PuzzleFormat] puts one in words, [zerograd.rl.puzzle.ChainOfThought] reasons through
/// it, and [zerograd.rl.puzzle.PromptTemplate] wraps it for a model. [zerograd.rl.puzzle.NumpyPcg64] makes
/// all of it equal, byte for byte, to the published data sets. [zerograd.rl.puzzle.DigitCompletion] is a task
/// for the smallest of models.
package zerograd.rl.puzzle;
