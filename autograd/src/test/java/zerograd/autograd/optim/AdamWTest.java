package zerograd.autograd.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import zerograd.autograd.Param;
import zerograd.autograd.Tape;
import zerograd.autograd.Variable;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

class AdamWTest {

  private final Device device = Device.cpu(1, "reference", 64 << 20);

  @AfterEach void close() { device.close(); }

  private static void descend(Param w, Optimizer optimizer, double clip) {
    Tape.backward(() -> w.square().times(Variable.constant(Tensor.of(1, 2, 3))).sum());
    optimizer.step(0.01, clip);
  }

  /// m / (1−β₁) = g and v / (1−β₂) = g², so the first step is η g / |g|.
  @Test void theFirstStepIsTheLearningRateWhateverTheGradient() {
    device.run("model", () -> {
      Param w = new Param(Tensor.of(1, -2, 1000));
      descend(w, new AdamW(List.of(w), new AdamW.Settings(0.9, 0.999, 0, 0)), 1);
      assertArrayEquals(new float[]{0.99f, -1.99f, 999.99f}, w.value().toArray(), 1e-6f);
    });
  }

  /// Without gradient the weights shrink by η λ; with weight 0 in the loss the gradient is there and 0.
  @Test void decayShrinksWeightsByTheLearningRateTimesItsStrength() {
    device.run("model", () -> {
      Param w = new Param(Tensor.of(1, -2, 1000));
      Optimizer optimizer = new AdamW(List.of(w), AdamW.Settings.decaying(0.5));
      Tape.backward(() -> w.times(0).sum());
      optimizer.step(0.01);
      assertArrayEquals(new float[]{0.995f, -1.99f, 995}, w.value().toArray(), 1e-4f);
    });
  }

  @Test void clippingIsAFactorOnTheGradient() {
    device.run("model", () -> {
      Param clipped = new Param(Tensor.of(1, -2, 3)), scaled = new Param(Tensor.of(1, -2, 3));
      Optimizer clipping = new AdamW(List.of(clipped), AdamW.Settings.decaying(0.1));
      Optimizer plain = new AdamW(List.of(scaled), AdamW.Settings.decaying(0.1));
      for (int step = 0; step < 3; step++) {
        descend(clipped, clipping, 0.25);
        Tape.backward(() -> scaled.square().times(Variable.constant(Tensor.of(1, 2, 3))).sum().times(0.25f));
        plain.step(0.01);
      }
      assertArrayEquals(scaled.value().toArray(), clipped.value().toArray());
    });
  }

  @Test void aStepClearsTheGradientAndCountsAsAChange() {
    device.run("model", () -> {
      Param w = new Param(Tensor.of(1, 2, 3));
      Optimizer optimizer = new AdamW(List.of(w), AdamW.Settings.decaying(0));
      long before = w.version();
      descend(w, optimizer, 1);
      assertFalse(w.hasGradient());
      assertEquals(before + 1, w.version());
      assertEquals(1, optimizer.steps());
    });
  }

  @Test void aParameterThatTheLossDoesNotReachIsLeftAlone() {
    device.run("model", () -> {
      Param w = new Param(Tensor.of(1, 2, 3)), other = new Param(Tensor.of(5));
      descend(w, new AdamW(List.of(other, w), AdamW.Settings.decaying(0.5)), 1);
      assertEquals(5, other.value().get(0));
    });
  }

  @Test void frozenParametersAreLeftOut() {
    device.run("model", () -> {
      Param frozen = Param.frozen(Tensor.of(1)), w = new Param(Tensor.of(2));
      assertEquals(List.of(w), new AdamW(List.of(frozen, w), AdamW.Settings.decaying(0)).params());
    });
  }

  @Test void aResumedRunHasTheSameBits() {
    device.run("model", () -> {
      Param w = new Param(Tensor.of(1, -2, 3));
      Optimizer whole = new AdamW(List.of(w), AdamW.Settings.decaying(0.1));
      for (int step = 0; step < 3; step++) descend(w, whole, 1);

      Param copy = new Param(w.value().copy());
      Optimizer resumed = new AdamW(List.of(copy), AdamW.Settings.decaying(0.1));
      resumed.resumeAt(whole.steps());
      whole.state(0).forEach((name, moment) -> resumed.state(0).get(name).data().copyFrom(moment.data()));

      for (int step = 0; step < 3; step++) {
        descend(w, whole, 1);
        descend(copy, resumed, 1);
      }
      assertArrayEquals(w.value().toArray(), copy.value().toArray());
      assertEquals(List.of("exp_avg", "exp_avg_sq"), List.copyOf(whole.state(0).keySet()));
    });
  }

  @Test void refusesABetaOfOne() {
    var refusal = assertThrows(IllegalArgumentException.class, () -> new AdamW.Settings(0.9, 1, 1e-8, 0));
    assertEquals(
        "adam: betas must be in [0, 1), eps and weight decay not negative; got 0.9, 1.0, 1.0E-8, 0.0",
        refusal.getMessage());
  }
}
