package zerograd.models.checkpoint;

import zerograd.core.Floats;
import zerograd.core.Shape;

/// A tensor to be written, under its checkpoint name.
public record TensorSource(String name, Shape shape, Floats data) {

  /// @throws IllegalArgumentException if `data` does not have the size of `shape`
  public TensorSource {
    if (data.length() != shape.size()) {
      throw new IllegalArgumentException(
          "tensor %s of shape %s needs %,d numbers, got %,d".formatted(name, shape, shape.size(),
              data.length()));
    }
  }
}
