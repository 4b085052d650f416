package zerograd.models.checkpoint;

import zerograd.core.Floats;
import zerograd.core.Shape;

/// A tensor to be written, under its checkpoint name.
///
/// @param rows where its numbers come from, asked for a few rows at a time and in order
public record TensorSource(String name, Shape shape, Rows rows) {

  /// Numbers that are made as they are needed.
  @FunctionalInterface
  public interface Rows {

    /// Rows [first, first + count), good until the next call.
    Floats read(int first, int count);
  }

  /// A tensor whose numbers are all there.
  ///
  /// @throws IllegalArgumentException if `data` does not have the size of `shape`
  public TensorSource(String name, Shape shape, Floats data) {
    this(name, shape,
        (first, count) -> data.slice((long) first * shape.columns(), (long) count * shape.columns()));
    if (data.length() != shape.size()) {
      throw new IllegalArgumentException(
          "tensor %s of shape %s needs %,d numbers, got %,d".formatted(name, shape, shape.size(),
              data.length()));
    }
  }
}
