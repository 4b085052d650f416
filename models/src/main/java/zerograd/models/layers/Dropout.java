package zerograd.models.layers;

import zerograd.autograd.Variable;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Philox;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// Leaves out numbers at random while training, and makes up for them.
///
///     y[n, k] = x[n, k] / (1 − p)  with probability 1 − p,   else 0
///
/// Number k of a row is kept if word k mod 4 of the contract's random block of stream DROPOUT, at the row's step, sequence and
/// position and at element k / 4, is at least p · 2³². So what is dropped is a function of the place of a token in its step
/// and of `key`; micro-batches, recomputation and threads do not matter. In a pass that is not training, `y = x`.
///
/// Srivastava et al. 2014, *Dropout: A Simple Way to Prevent Neural Networks from Overfitting* (JMLR 15), section 4, in the
/// variant that scales while training.
///
/// @param p the share that is left out, in [0, 1)
/// @param key different for each layer of a model
public record Dropout(double p, long key) {

  /// Leaves out nothing.
  public static final Dropout NONE = new Dropout(0, 0);

  private static final int WORDS = 4, TOGETHER = 16;

  /// @throws IllegalArgumentException if `p` is not in [0, 1)
  public Dropout {
    if (!(p >= 0 && p < 1)) throw new IllegalArgumentException("dropout must be in [0, 1), got " + p);
  }

  /// Shapes: `x`, `y` (N, K).
  public Variable forward(Variable x, Pass pass) {
    if (p == 0 || pass.training().isEmpty()) return x;
    return x.times(Variable.constant(mask(x.shape(), pass.positions(), pass.training().get())));
  }

  /// 1 / (1 − p) or 0 for each number.
  private Tensor mask(Shape shape, Ints positions, TrainingRows rows) {
    int N = shape.rows(), K = shape.columns();
    Tensor mask = Tensor.empty(shape);
    Device.current().workers().rows(N, TOGETHER, (from, to, _) -> {
      for (int n = from; n < to; n++) {
        fill(mask.data().slice((long) n * K, K), rows.step(), rows.sequences().get(n), positions.get(n));
      }
    });
    return mask;
  }

  private void fill(Floats row, int step, int sequence, int position) {
    long least = (long) Math.rint(p * 0x1p32);
    float kept = (float) (1 / (1 - p));
    for (int k = 0; k < row.length(); k += WORDS) {
      long[] words = Philox.words(key, Philox.Stream.DROPOUT, step, sequence, position, k / WORDS);
      for (int i = k; i < Math.min(row.length(), k + WORDS); i++) {
        long word = words[(i - k) / 2] >>> 32 * (i % 2) & 0xFFFFFFFFL;
        row.set(i, word >= least ? kept : 0);
      }
    }
  }
}
