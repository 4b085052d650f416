package zerograd.models.gguf;

import zerograd.core.Floats;
import zerograd.core.Scope;
import zerograd.core.Shape;

/// A tensor to be written, read only when its turn comes.
public record GgufTensor(String name, GgufType type, Shape shape, Source source) {

  /// Reads the numbers of one tensor into the memory of a scope.
  public interface Source {
    Floats read(Scope scope);
  }

  /// @throws IllegalArgumentException if rows of this shape do not fill the blocks of `type`
  public GgufTensor {
    if (shape.columns() % type.block() != 0) {
      throw new IllegalArgumentException("GGUF: %s stores %d numbers together, rows of %s %s have %d"
          .formatted(type, type.block(), name, shape, shape.columns()));
    }
  }

  long bytes() { return type.bytes(shape.size()); }
}
