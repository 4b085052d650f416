package zerograd.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

class TapeTest {

  private final Device device = Device.cpu(1, "reference", 64 << 20);

  @AfterEach void close() { device.close(); }

  @Test void theDerivativeOfASquareIsTwiceTheNumber() {
    device.run("lesson", () -> {
      Param x = new Param(Tensor.of(1, 2, 3));
      float y = Tape.backward(() -> x.times(x).sum());
      assertEquals(14, y);
      assertArrayEquals(new float[]{2, 4, 6}, x.gradient().toArray());
    });
  }

  @Test void nothingIsRecordedOutsideBackward() {
    device.run("test", () -> {
      Param x = new Param(Tensor.of(1, 2, 3));
      assertFalse(Tape.isRecording());
      assertFalse(x.times(x).needsGradient());
    });
  }

  @Test void nothingIsRecordedInsideWithoutRecording() {
    device.run("test", () -> {
      Param x = new Param(Tensor.of(1, 2, 3));
      Tape.backward(() -> {
        assertTrue(Tape.isRecording());
        Variable y = Tape.withoutRecording(() -> x.times(x));
        assertFalse(y.needsGradient());
        return x.times(y).sum();
      });
      assertArrayEquals(new float[]{1, 4, 9}, x.gradient().toArray());
    });
  }

  @Test void gradientsOfSeveralPassesAddUp() {
    device.run("model", () -> {
      Param x = new Param(Tensor.of(1, 2, 3));
      for (int i = 0; i < 3; i++) device.run("step", () -> Tape.backward(() -> x.times(x).sum()));
      assertArrayEquals(new float[]{6, 12, 18}, x.gradient().toArray());
      x.zeroGradient();
      assertArrayEquals(new float[3], x.gradient().toArray());
    });
  }

  /// Last first, 2²⁴ + 1 + 1 loses each 1; first first, 1 + 1 + 2²⁴ would not.
  @Test void theLastConsumerOfAValueAddsToItsGradientFirst() {
    device.run("test", () -> {
      Param w = new Param(Tensor.of(1));
      Tape.backward(() -> {
        Variable x = w.times(1);
        Variable first = x.times(1), second = x.times(1), last = x.times(0x1p24f);
        return last.plus(first).plus(second).sum();
      });
      assertEquals(0x1p24f, w.gradient().get(0));
    });
  }

  @Test void aResultsGradientIsGivenBackOnceItWasSentOn() {
    device.run("test", () -> {
      Param w = new Param(Tensor.zeros(new Shape(1 << 18)));                           // 1 MB
      Variable[] kept = new Variable[1];
      long[] before = new long[1];
      Tape.backward(() -> {
        Variable x = w;
        for (int i = 0; i < 20; i++) x = x.plus(1);
        kept[0] = x;
        before[0] = device.workspace().inUseBytes();
        return x.sum();
      });
      long grown = device.workspace().inUseBytes() - before[0];
      assertTrue(grown < 10 << 20,
          "of the 21 MB of gradients, two results' and the parameter's are in memory at once: " + grown);
      var refusal = assertThrows(IllegalStateException.class, kept[0]::gradient);
      assertEquals("variable (262144) is a result and has sent its gradient on; look at a Param's",
          refusal.getMessage());
    });
  }

  @Test void aFrozenParameterGetsNoGradient() {
    device.run("test", () -> {
      Param x = new Param(Tensor.of(1, 2)), w = Param.frozen(Tensor.of(3, 4));
      Tape.backward(() -> x.times(w).sum());
      assertFalse(w.hasGradient());
      assertArrayEquals(new float[]{3, 4}, x.gradient().toArray());
    });
  }

  @Test void detachStopsTheGradient() {
    device.run("test", () -> {
      Param x = new Param(Tensor.of(2));
      Tape.backward(() -> x.times(x.square().detach()).sum());
      assertEquals(4, x.gradient().get(0));
    });
  }

  @Test void refusesALossThatIsNotOneNumber() {
    device.run("test", () -> {
      Param x = new Param(Tensor.zeros(new Shape(2, 3)));
      var refusal = assertThrows(IllegalArgumentException.class, () -> Tape.backward(() -> x.times(2)));
      assertEquals("a loss is one number, got shape (2, 3); reduce it with mean() or sum()",
          refusal.getMessage());
    });
  }

  @Test void refusesALossWithoutAParameter() {
    device.run("test", () -> {
      Variable x = Variable.constant(Tensor.of(1));
      var refusal = assertThrows(IllegalArgumentException.class, () -> Tape.backward(x::sum));
      assertEquals("a loss must depend on a trainable parameter, got a constant", refusal.getMessage());
    });
  }

  @Test void aConstantHasNoGradient() {
    device.run("test", () -> {
      Variable x = Variable.constant(Tensor.of(1, 2));
      var refusal = assertThrows(IllegalStateException.class, x::gradient);
      assertEquals("variable (2) is a constant and has no gradient; make it a Param", refusal.getMessage());
    });
  }
}
