package zerograd.rl.puzzle;

import zerograd.core.Philox;
import zerograd.core.Philox.Stream;

/// Worked solutions to school a base model on, most of them by solvers who conclude too early.
///
/// A careful solver says yes to the case that the statements allow. A hasty one works just as well until it
/// comes to concluding: it says yes to the first case, or, now and then, to some later one, without looking.
/// A model schooled on both knows how to write a solution and how to find out whether a statement holds, and
/// mostly concludes wrongly; what reinforcement learning has to find is that concluding when it is due pays.
///
/// @param hastyShare the share of solutions by hasty solvers, in [0, 1]
/// @param firstCaseShare the share of hasty solvers who say yes to the first case; the others stop at any
///     later one
/// @param seed of the draws, which are keyed by the number of the example
public record PuzzleSchool(double hastyShare, double firstCaseShare, long seed) {

  private static final int WHO = 0, WHERE = 1, LATER = 2;

  /// @throws IllegalArgumentException if a share is outside [0, 1]
  public PuzzleSchool {
    if (!(hastyShare >= 0 && hastyShare <= 1) || !(firstCaseShare >= 0 && firstCaseShare <= 1)) {
      throw new IllegalArgumentException(
          "puzzle school: shares must be in [0, 1], got %s and %s".formatted(hastyShare, firstCaseShare));
    }
  }

  /// The response that is taught for `puzzle` as example number `number`.
  public String response(int number, FormattedPuzzle puzzle) {
    CaseAnalysis analysis = new CaseAnalysis(puzzle);
    if (draw(number, WHO) >= hastyShare) return analysis.careful();
    if (draw(number, WHERE) < firstCaseShare) return analysis.hasty(0);
    return analysis.hasty(1 + Philox.below(analysis.cases() - 1, seed, Stream.DATA, 0, number, LATER, 0));
  }

  private double draw(int number, int purpose) {
    return Philox.uniform(seed, Stream.DATA, 0, number, purpose, 0);
  }
}
