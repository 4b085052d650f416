package zerograd.autograd.ops;

import zerograd.core.Ints;

/// The check that row numbers exist; a kernel would read or write elsewhere in memory.
final class Ids {

  private Ids() {}

  static void check(String operation, Ints ids, int count) {
    for (long n = 0; n < ids.length(); n++) {
      if (ids.get(n) < 0 || ids.get(n) >= count) {
        throw new IllegalArgumentException(
            "%s: number %d at place %d is not in [0, %d)".formatted(operation, ids.get(n), n, count));
      }
    }
  }
}
