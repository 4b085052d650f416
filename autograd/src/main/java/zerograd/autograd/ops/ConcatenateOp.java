package zerograd.autograd.ops;

import java.util.Arrays;
import java.util.List;
import zerograd.autograd.Op;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// Variables laid one after the other along the first dimension.
///
///     y = [x₀; x₁; …]        dxᵢ = the part of dy where xᵢ lies
///
/// Shapes: `parts` (Nᵢ, …), equal but for the first size; `y` (Σ Nᵢ, …).
public record ConcatenateOp(List<Variable> parts) implements Op {

  public ConcatenateOp {
    parts = List.copyOf(parts);
  }

  /// @throws IllegalArgumentException if there are no parts, or their shapes differ in more than the first
  /// size
  public static Variable of(List<Variable> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("concatenate: at least one part is needed, got none");
    }
    Tensor y = Tensor.empty(shape(parts));
    int from = 0;
    for (Variable part : parts) {
      int to = from + part.shape().dim(0);
      y.slice(from, to).data().copyFrom(part.value().data());
      from = to;
    }
    return Tape.record(y, new ConcatenateOp(parts), parts.toArray(Variable[]::new));
  }

  private static Shape shape(List<Variable> parts) {
    Shape first = parts.getFirst().shape();
    int rows = 0;
    for (Variable part : parts) {
      Shape shape = part.shape();
      if (first.rank() == 0 || shape.rank() == 0 || !inner(shape).equals(inner(first))) {
        throw new IllegalArgumentException(
            "concatenate: shapes %s and %s must be equal but for the first size".formatted(first, shape));
      }
      rows = Math.addExact(rows, shape.dim(0));
    }
    int[] dims = first.dims();
    dims[0] = rows;
    return new Shape(dims);
  }

  private static Shape inner(Shape shape) {
    return new Shape(Arrays.copyOfRange(shape.dims(), 1, shape.rank()));
  }

  @Override public void backward(Tensor dy) {
    int from = 0;
    for (Variable part : parts) {
      int to = from + part.shape().dim(0);
      if (part.needsGradient()) {
        Device.kernels().elementwise().addTo(part.gradient().data(), dy.slice(from, to).data(),
            part.shape().size());
      }
      from = to;
    }
  }
}
