package example;

import java.util.List;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.autograd.optim.AdamW;
import zerograd.core.Philox;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

/// Tensors, broadcasting, a gradient, and a two-layer network that learns exclusive or.
public final class TwoLayers {

  private TwoLayers() {}

  public static void main(String[] args) {
    try (Device device = Device.cpu(1)) {
      device.run("program", () -> {
        tensors();
        gradient();
        exclusiveOr(device);
      });
    }
  }

  private static void tensors() {
    Tensor x = Tensor.of(new Shape(2, 3), 1, 2, 3, 4, 5, 6);
    System.out.println(x);
    System.out.println("second row: " + x.slice(1, 2));
    Variable sum = Variable.constant(x).plus(Variable.constant(Tensor.of(10, 20, 30)));     // (2, 3) + (3)
    System.out.println("plus a row: " + sum.value());
  }

  private static void gradient() {
    Param x = new Param(Tensor.of(1, 2, 3));
    float y = Tape.backward(() -> x.square().sum());
    System.out.println("sum of squares " + y + ", its gradient " + x.gradient());
  }

  private static void exclusiveOr(Device device) {
    Tensor inputs = Tensor.of(new Shape(4, 2), 0, 0, 0, 1, 1, 0, 1, 1), wanted = Tensor.of(new Shape(4, 1), 0, 1, 1, 0);
    Param w1 = random(0, 8, 2), b1 = new Param(Tensor.zeros(new Shape(8)));
    Param w2 = random(1, 1, 8), b2 = new Param(Tensor.zeros(new Shape(1)));
    AdamW adam = new AdamW(List.of(w1, b1, w2, b2), AdamW.Settings.decaying(0));
    float loss = 0;
    for (int step = 0; step < 300; step++) {
      loss = device.call("step", () -> Tape.backward(() -> {
        Variable y = Variable.constant(inputs).linear(w1, b1).silu().linear(w2, b2);        // (4, 1)
        return y.minus(Variable.constant(wanted)).square().mean();
      }));
      adam.step(0.05, 1);
    }
    System.out.println("exclusive or: loss " + loss);
    if (!(loss < 1e-3f)) throw new IllegalStateException("the network did not learn exclusive or: loss " + loss);
  }

  private static Param random(int stream, int rows, int columns) {
    Tensor w = Tensor.empty(new Shape(rows, columns));
    for (int i = 0; i < rows * columns; i++) {
      w.set((float) Philox.normal(1, Philox.Stream.INITIALISATION, 0, stream, 0, i), i / columns, i % columns);
    }
    return new Param(w);
  }
}
