package zerograd.tensor;

import zerograd.core.Bytes;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Scope;
import zerograd.core.Shape;
import zerograd.core.Workers;
import zerograd.tensor.kernels.FrozenFormat;
import zerograd.tensor.kernels.FrozenLinearKernel;

/// A weight matrix that does not change: in memory once, in the format of the caller's choice and in the order that products
/// read it. There are no float32 numbers beside it.
///
/// It belongs to the kernels of the device that it was made on, and lives as long as its scope.
public final class FrozenMatrix {

  /// Where the numbers come from.
  @FunctionalInterface
  public interface Source {

    /// Fills `numbers` with those from number `from` on, counted row by row. Called by several threads.
    void read(long from, Floats numbers);
  }

  /// Where numbers come from that are in bf16 already.
  @FunctionalInterface
  public interface HalfSource {

    /// Fills `numbers`, two bytes each, with those from number `from` on. Called by several threads.
    void read(long from, Bytes numbers);
  }

  private final Shape shape;
  private final FrozenLinearKernel.Weight weight;
  private final FrozenLinearKernel kernel;
  private final Scope scope;

  /// A matrix in the innermost scope, yet to be filled.
  ///
  /// @throws IllegalArgumentException if `shape` is not that of a matrix
  public FrozenMatrix(Shape shape, FrozenFormat format) {
    if (shape.rank() != 2)
      throw new IllegalArgumentException("a frozen matrix has a shape (outputs, inputs), got " + shape);
    int M = shape.dim(0), K = shape.dim(1);
    this.shape = shape;
    kernel = Device.kernels().frozenLinear();
    scope = Device.scope();
    Bytes bytes = scope.bytes(kernel.bytes(format, M, K));
    weight = new FrozenLinearKernel.Weight(bytes, format, M, K);
  }

  /// A copy of `w`, rounded to `format`.
  public static FrozenMatrix of(Tensor w, FrozenFormat format) {
    FrozenMatrix matrix = new FrozenMatrix(w.shape(), format);
    matrix.fill((from, numbers) -> numbers.copyFrom(w.data().slice(from, numbers.length())));
    return matrix;
  }

  /// Reads all numbers, a few rows at a time and on all threads, and stores them rounded to the format.
  ///
  /// @throws IllegalArgumentException if a number does not fit the format
  public void fill(Source source) {
    eachRows((first, count, space) -> {
      Floats rows = space.slice(0, (long) count * weight.K());
      source.read((long) first * weight.K(), rows);
      kernel.pack(weight, rows, first, count);
    });
  }

  /// The same for numbers that are stored as they are.
  ///
  /// @throws IllegalArgumentException if the format is not bf16
  public void fillBfloat16(HalfSource source) {
    eachRows((first, count, space) -> {
      Bytes rows = new Bytes(space.segment(), (long) Short.BYTES * count * weight.K());
      source.read((long) first * weight.K(), rows);
      kernel.packBfloat16(weight, rows, first, count);
    });
  }

  private interface Rows {
    void store(int first, int count, Floats space);
  }

  /// Calls `body` for all rows, a few at a time, with space for their numbers.
  private void eachRows(Rows body) {
    int M = weight.M(), together = FrozenLinearKernel.ROWS;
    Workers workers = Device.current().workers();
    workers.pieces((M + together - 1) / together, (piece, worker) -> {
      int first = piece * together;
      body.store(first, Math.min(together, M - first), workers.scratch(worker, (long) together * weight.K()));
    });
  }

  public Shape shape() { return shape; }

  public FrozenFormat format() { return weight.format(); }

  public Scope scope() { return scope; }

  /// How much memory it takes.
  public long bytes() { return weight.bytes().length(); }

  /// What a matrix of `shape` takes on the device in use.
  public static long bytes(Shape shape, FrozenFormat format) {
    return Device.kernels().frozenLinear().bytes(format, shape.dim(0), shape.dim(1));
  }

  /// What the kernel reads.
  ///
  /// @throws IllegalStateException if the scope has ended
  public FrozenLinearKernel.Weight weight() {
    if (scope.hasEnded()) {
      throw new IllegalStateException(
          "frozen matrix %s was used after its scope \"%s\" ended".formatted(shape, scope.name()));
    }
    return weight;
  }

  /// Rows [from, to) as float32, in the innermost scope.
  public Tensor rows(int from, int to) {
    Ints ids = Device.scope().ints(to - from);
    for (int n = 0; n < to - from; n++) ids.set(n, from + n);
    Tensor rows = Tensor.empty(new Shape(to - from, weight.K()));
    kernel.gather(rows.data(), weight(), ids, to - from);
    return rows;
  }

  /// All of it as float32, in the innermost scope.
  public Tensor widened() { return rows(0, weight.M()); }

  /// The shape and the format: `(896, 896) bf16`.
  @Override public String toString() { return shape + " " + format(); }
}
