package zerograd.autograd.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

class SgdTest {

  private final Device device = Device.cpu(1, "reference", 64 << 20);

  @AfterEach void close() { device.close(); }

  /// Two steps of 0.5 on the loss w, whose gradient is 1, from 10.
  private float afterTwoSteps(Sgd.Settings settings) {
    return device.call("model", () -> {
      Param w = new Param(Tensor.of(10));
      Optimizer optimizer = new Sgd(List.of(w), settings);
      for (int step = 0; step < 2; step++) {
        Tape.backward(w::sum);
        optimizer.step(0.5);
      }
      assertEquals(2, optimizer.steps());
      return w.value().get(0);
    });
  }

  @Test void plainDescentSubtractsTheGradientTimesTheRate() {
    assertEquals(10 - 0.5f - 0.5f, afterTwoSteps(Sgd.Settings.plain()));
  }

  /// b = 1, then 0.5 · 1 + 1 = 1.5.
  @Test void momentumAddsUp() {
    assertEquals(10 - 0.5f * 1 - 0.5f * 1.5f, afterTwoSteps(new Sgd.Settings(0.5, false, 0)));
  }

  /// g + μ b = 1.5, then 1 + 0.5 · 1.5 = 1.75.
  @Test void nesterovLooksAhead() {
    assertEquals(10 - 0.5f * 1.5f - 0.5f * 1.75f, afterTwoSteps(new Sgd.Settings(0.5, true, 0)));
  }

  /// 10 − 0.5 (1 + 0.1 · 10) = 9, then 9 − 0.5 (1 + 0.1 · 9) = 8.05.
  @Test void decayIsATermOfTheGradient() {
    assertEquals(8.05f, afterTwoSteps(new Sgd.Settings(0, false, 0.1)), 1e-6f);
  }

  @Test void withoutMomentumNothingIsKept() {
    device.run("model",
        () -> assertTrue(new Sgd(List.of(new Param(Tensor.of(1))), Sgd.Settings.plain()).state(0).isEmpty()));
  }

  @Test void refusesNesterovWithoutMomentum() {
    var refusal = assertThrows(IllegalArgumentException.class, () -> new Sgd.Settings(0, true, 0));
    assertEquals("sgd: momentum must be in [0, 1), for Nesterov above 0, and weight decay not negative;"
        + " got 0.0, true, 0.0", refusal.getMessage());
  }
}
