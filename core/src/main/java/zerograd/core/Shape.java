package zerograd.core;

import java.util.Arrays;
import java.util.stream.Collectors;

/// The sizes of a tensor's dimensions, outermost first; the last one walks through memory.
///
/// `new Shape()` is the shape of a single number. Shapes are values: compare them with `equals`.
public record Shape(int... dims) {

  /// @throws IllegalArgumentException if a size is negative, or the product of all exceeds 2⁶² elements
  public Shape {
    dims = dims.clone();
    long size = 1;
    for (int dim : dims) {
      if (dim < 0) throw new IllegalArgumentException("shape " + text(dims) + " has a negative size");
      size = Math.multiplyExact(size, (long) dim);
    }
  }

  /// All sizes; a copy.
  public int[] dims() { return dims.clone(); }

  /// The number of dimensions; 0 for a single number.
  public int rank() { return dims.length; }

  /// The size of dimension `i`; negative `i` counts from the end, so `dim(-1)` is the length of a row.
  ///
  /// @throws IllegalArgumentException if there is no such dimension
  public int dim(int i) {
    int k = i < 0 ? dims.length + i : i;
    if (k < 0 || k >= dims.length) {
      throw new IllegalArgumentException(
          "shape %s has %d dimensions, none is number %d".formatted(this, dims.length, i));
    }
    return dims[k];
  }

  /// The number of elements.
  public long size() {
    long size = 1;
    for (int dim : dims) size *= dim;
    return size;
  }

  /// The number of rows: the product of all sizes but the last; 1 for a single number.
  public int rows() {
    long rows = 1;
    for (int i = 0; i < dims.length - 1; i++) rows *= dims[i];
    return Math.toIntExact(rows);
  }

  /// The length of a row: the last size; 1 for a single number.
  public int columns() { return dims.length == 0 ? 1 : dims[dims.length - 1]; }

  /// This shape with its last size replaced.
  public Shape withColumns(int columns) {
    int[] changed = dims.clone();
    changed[changed.length - 1] = columns;
    return new Shape(changed);
  }

  @Override public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(dims, shape.dims);
  }

  @Override public int hashCode() { return Arrays.hashCode(dims); }

  /// `(2, 3)`; `()` for a single number.
  @Override public String toString() { return text(dims); }

  private static String text(int[] dims) {
    return Arrays.stream(dims).mapToObj(Integer::toString).collect(Collectors.joining(", ", "(", ")"));
  }
}
