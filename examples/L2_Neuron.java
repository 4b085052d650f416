import module zerograd.autograd;

/// Lesson 2: a neuron, by hand and by tape.
///
///     y = sigmoid(w · x + b)        loss = (y − target)²
///
/// By the chain rule, with s = y (1 − y) the slope of the sigmoid:
///
///     dw = 2 (y − target) s x        db = 2 (y − target) s
void main() {
  double[] x = {1, -2, 3}, w = {0.5, -0.25, 0.125};
  double b = 0.1, target = 1;

  double z = b;
  for (int i = 0; i < 3; i++) z += w[i] * x[i];
  double y = 1 / (1 + Math.exp(-z)), common = 2 * (y - target) * y * (1 - y);
  IO.println("by hand: dw = [%.6f, %.6f, %.6f]  db = %.6f".formatted(common * x[0], common * x[1], common * x[2], common));

  try (var device = Device.cpu(1)) {
    device.run("lesson", () -> {
      var weight = new Param(Tensor.of(new Shape(1, 3), 0.5f, -0.25f, 0.125f));
      var bias = new Param(Tensor.of(0.1f));
      var input = Variable.constant(Tensor.of(new Shape(1, 3), 1, -2, 3));
      Tape.backward(() -> input.linear(weight, bias).sigmoid().minus(1).square().sum());
      float[] dw = weight.gradient().toArray();
      IO.println("by tape: dw = [%.6f, %.6f, %.6f]  db = %.6f".formatted(dw[0], dw[1], dw[2], bias.gradient().get(0)));
    });
  }
}
