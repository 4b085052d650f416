import module zerograd.autograd;

/// Lesson 1: a gradient. y = Σ x ⊙ x, so dy/dx = 2x.
void main() {
  try (var device = Device.cpu(1)) {
    device.run("lesson", () -> {
      var x = new Param(Tensor.of(1, 2, 3));
      float y = Tape.backward(() -> x.times(x).sum());
      IO.println("y = " + y + "   dy/dx = " + Arrays.toString(x.gradient().toArray()));
    });
  }
}
