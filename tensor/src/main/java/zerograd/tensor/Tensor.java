package zerograd.tensor;

import zerograd.core.Floats;
import zerograd.core.Scope;
import zerograd.core.Shape;

/// A shape over a contiguous run of float32 numbers; the last dimension walks through memory. There are no strides.
///
/// A tensor lives as long as the scope it was made in ([Device#run]); touching it later is an error that names the scope.
public final class Tensor {

  private final Shape shape;
  private final Floats data;
  private final Scope scope;

  private Tensor(Shape shape, Floats data, Scope scope) {
    this.shape = shape;
    this.data = data;
    this.scope = scope;
  }

  /// Numbers of arbitrary content, for results that are written in full.
  public static Tensor empty(Shape shape) { return emptyIn(Device.scope(), shape); }

  /// As [#empty], in a scope of the caller's choice: for what must outlive the innermost one.
  public static Tensor emptyIn(Scope scope, Shape shape) {
    return new Tensor(shape, scope.floats(shape.size()), scope);
  }

  /// Zeros, for accumulators.
  public static Tensor zeros(Shape shape) { return zerosIn(Device.scope(), shape); }

  /// As [#zeros], in a scope of the caller's choice.
  public static Tensor zerosIn(Scope scope, Shape shape) {
    Tensor tensor = emptyIn(scope, shape);
    tensor.data.fill(0);
    return tensor;
  }

  /// The same number everywhere.
  public static Tensor full(Shape shape, float value) {
    Tensor tensor = empty(shape);
    tensor.data.fill(value);
    return tensor;
  }

  /// The given numbers, row by row.
  ///
  /// @throws IllegalArgumentException if there are more or fewer than the shape holds
  public static Tensor of(Shape shape, float... values) {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(
          "tensor %s holds %d numbers, got %d".formatted(shape, shape.size(), values.length));
    }
    Tensor tensor = empty(shape);
    tensor.data.copyFrom(values);
    return tensor;
  }

  /// A row of numbers, of shape `(n)`.
  public static Tensor of(float... values) { return of(new Shape(values.length), values); }

  public Shape shape() { return shape; }

  public Scope scope() { return scope; }

  /// The numbers.
  ///
  /// @throws IllegalStateException if the tensor's scope has ended
  public Floats data() {
    if (scope.hasEnded()) {
      throw new IllegalStateException(
          "tensor %s was used after its scope \"%s\" ended".formatted(shape, scope.name()));
    }
    return data;
  }

  /// The number at the given place; `get()` for a single number.
  ///
  /// @throws IllegalArgumentException if the place is outside the shape
  public float get(int... place) { return data().get(offset(place)); }

  /// Changes the number at the given place.
  public void set(float value, int... place) { data().set(offset(place), value); }

  private long offset(int[] place) {
    boolean inside = place.length == shape.rank();
    long offset = 0;
    for (int i = 0; inside && i < place.length; i++) {
      inside = place[i] >= 0 && place[i] < shape.dim(i);
      offset = offset * shape.dim(i) + place[i];
    }
    if (!inside) {
      throw new IllegalArgumentException(
          "place %s is outside tensor %s".formatted(java.util.Arrays.toString(place), shape));
    }
    return offset;
  }

  /// The same numbers under another shape of the same size; the same memory.
  ///
  /// @throws IllegalArgumentException if the sizes differ
  public Tensor reshape(Shape other) {
    if (other.size() != shape.size()) {
      throw new IllegalArgumentException(
          "reshape: %s has %d numbers, %s needs %d".formatted(shape, shape.size(), other, other.size()));
    }
    return new Tensor(other, data(), scope);
  }

  /// Entries `from` (inclusive) to `to` (exclusive) of the first dimension; the same memory.
  ///
  /// @throws IllegalArgumentException if the range is outside the first dimension
  public Tensor slice(int from, int to) {
    if (shape.rank() == 0 || from < 0 || to > shape.dim(0) || from > to) {
      throw new IllegalArgumentException(
          "slice: [%d, %d) is outside the first dimension of %s".formatted(from, to, shape));
    }
    int[] dims = shape.dims();
    long each = dims[0] == 0 ? 0 : shape.size() / dims[0];
    dims[0] = to - from;
    return new Tensor(new Shape(dims), data().slice(from * each, (to - from) * each), scope);
  }

  /// A copy in the innermost scope.
  public Tensor copy() { return copyIn(Device.scope()); }

  /// A copy in a scope of the caller's choice.
  public Tensor copyIn(Scope target) {
    Tensor copy = emptyIn(target, shape);
    copy.data.copyFrom(data());
    return copy;
  }

  /// A copy of the numbers on the heap, row by row.
  public float[] toArray() { return data().toArray(); }

  /// The shape and the numbers as nested rows, long dimensions shortened.
  @Override public String toString() { return TensorFormat.format(this); }
}
