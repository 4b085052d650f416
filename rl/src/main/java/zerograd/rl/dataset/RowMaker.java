package zerograd.rl.dataset;

/// Computes the rows of a data set: row number n is a function of the settings and n, so any part of a set can
/// be made again, in any order.
@FunctionalInterface
public interface RowMaker {

  DataRow row(int number);
}
