package zerograd.rl.dataset;

import zerograd.core.Philox;

/// In which manners the solutions of a data set are written: shares of all rows. What is left is
/// [careful][Manner#CAREFUL].
///
/// Shares change how a row is solved and never what it asks.
public record Manners(double hasty, double lengthy, double formless, double code) {

  /// All solutions are careful.
  public static final Manners CAREFUL = new Manners(0, 0, 0, 0);
  /// Keeps this draw apart from those of the row, which are numbered from 0 on.
  private static final int MANNER = -1;

  /// @throws IllegalArgumentException if a share is negative, or together they are more than all
  public Manners {
    if (!(hasty >= 0 && lengthy >= 0 && formless >= 0 && code >= 0
        && hasty + lengthy + formless + code <= 1 + 1e-9)) {
      throw new IllegalArgumentException(
          "manners: shares must not be negative and sum to 1 at most, got %s, %s, %s and %s".formatted(hasty,
              lengthy, formless, code));
    }
  }

  /// The manner of row number `row` of the data set with this seed.
  Manner of(long seed, int row) {
    double left = Philox.uniform(seed, Philox.Stream.DATA, 0, row, MANNER, 0);
    if ((left -= hasty) < 0) return Manner.HASTY;
    if ((left -= lengthy) < 0) return Manner.LENGTHY;
    if ((left -= formless) < 0) return Manner.FORMLESS;
    return left < code ? Manner.CODE : Manner.CAREFUL;
  }
}
