package zerograd.tensor.kernels;

import java.util.List;
import zerograd.core.Bytes;
import zerograd.core.Floats;
import zerograd.core.Ints;

/// Matrix products with weights that do not change and are in memory once, in few bits, in the order that products read them.
///
/// Below, `w (M, K)` stands for the numbers that were stored, widened to float32: M outputs of K inputs. In the formats
/// [FrozenFormat#F32] and [FrozenFormat#BF16] each element of a product is one fma chain in ascending order (rule 1 of the
/// numeric contract); in [FrozenFormat#INT8] the forward product takes the scales out of the inner chains (rule 8):
///
///     for each block b of inputs, ascending:
///       s = +0;   for k in the block, ascending:  s = fma(x[n,k], (float) q[m,k], s)
///       y[n,m] = fma(scale[m,b], s, y[n,m])
///
/// With `accumulate` the chain starts from the number already in the result, else from +0.
public interface FrozenLinearKernel {

  /// Rows that are stored together, see [#pack].
  int ROWS = 64;

  /// A weight (M, K) as this kernel keeps it.
  record Weight(Bytes bytes, FrozenFormat format, int M, int K) {

    /// @throws IllegalArgumentException if the weight has another format
    public void require(FrozenFormat needed) {
      if (format != needed)
        throw new IllegalArgumentException("a weight in %s was needed, got %s".formatted(needed, format));
    }
  }

  /// How many bytes a weight needs.
  long bytes(FrozenFormat format, int M, int K);

  /// Stores rows [first, first + count) of a weight, rounded to its format. `first` is a multiple of [#ROWS], and `count` is
  /// [#ROWS] or reaches the last row. Different ranges may be stored by different threads.
  ///
  /// @throws IllegalArgumentException if a number does not fit the format
  void pack(Weight w, Floats rows, int first, int count);

  /// The same for a weight in [FrozenFormat#BF16] whose numbers have that form already: `rows` holds them row by row in two
  /// bytes each, and their bits are stored as they are.
  ///
  /// @throws IllegalArgumentException if the weight has another format
  void packBfloat16(Weight w, Bytes rows, int first, int count);

  /// `y (N, M) = x (N, K) wᵀ`.
  void forward(Floats y, Floats x, Weight w, int N, boolean accumulate);

  /// An argument of [#forward(List,Floats,int)].
  record Product(Floats y, Weight w, boolean accumulate) {}

  /// [#forward] for several weights and the same rows. What it is for: threads wait for each other only once.
  default void forward(List<Product> products, Floats x, int N) {
    for (Product one : products) forward(one.y, x, one.w, N, one.accumulate);
  }

  /// `dx (N, K) += dy (N, M) w`: for m = 0, 1, …: `dx[n,k] = fma(dy[n,m], w[m,k], dx[n,k])`, in every format.
  void backwardInput(Floats dx, Floats dy, Weight w, int N, boolean accumulate);

  /// `y[n] = w[ids[n]]`; `y` (N, K).
  void gather(Floats y, Weight w, Ints ids, int N);
}
