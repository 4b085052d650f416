package zerograd.tensor.kernels.vector;

import java.util.List;
import zerograd.core.Workers;

/// A product cut into pieces that may be computed in any order, by any worker.
interface Cut extends Workers.Piece {

  /// How many pieces there are.
  int pieces();

  /// Whether more than one thread pays.
  boolean isWorthThreads();

  /// Computes several products as one: workers wait for each other once, at the end of the last.
  static void run(Workers workers, List<? extends Cut> products) {
    int[] ends = new int[products.size()];
    int all = 0;
    boolean shared = false;
    for (int i = 0; i < ends.length; i++) {
      ends[i] = all += products.get(i).pieces();
      shared |= products.get(i).isWorthThreads();
    }
    int pieces = all;
    Workers.Piece body = (piece, worker) -> {
      int i = 0;
      while (piece >= ends[i])
        i++;
      products.get(i).run(i == 0 ? piece : piece - ends[i - 1], worker);
    };
    if (shared) {
      workers.pieces(pieces, body);
    } else {
      workers.pieces(1, (_, worker) -> {
        for (int piece = 0; piece < pieces; piece++) body.run(piece, worker);
      });
    }
  }
}
