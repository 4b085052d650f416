package zerograd.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Shape;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

class ParamTest {

  private final Device device = Device.cpu(1, "reference", 64 << 20);

  @AfterEach void close() { device.close(); }

  @Test void theGradientOutlivesTheStepItAppearedIn() {
    device.run("model", () -> {
      Param w = new Param(Tensor.of(1, 2));
      device.run("step", () -> Tape.backward(() -> w.times(3).sum()));
      assertArrayEquals(new float[]{3, 3}, w.gradient().toArray());
    });
  }

  @Test void aClearedGradientKeepsItsMemory() {
    device.run("model", () -> {
      Param w = new Param(Tensor.of(1, 2));
      Tensor first = w.gradient();
      first.set(7, 0);
      w.zeroGradient();
      assertFalse(w.hasGradient());
      assertSame(first, w.gradient());
      assertEquals(0, w.gradient().get(0));
    });
  }

  @Test void thePackedWeightIsKeptUntilTheWeightChanges() {
    device.run("model", () -> {
      Param w = new Param(Tensor.of(new Shape(1, 2), 1, 2));
      Floats packed = w.packed();
      assertEquals(1, packed.get(0));
      w.value().set(5, 0, 0);
      assertEquals(1, w.packed().get(0));
      w.touch();
      assertSame(packed, w.packed());
      assertEquals(5, packed.get(0));
    });
  }

  @Test void deferredRowsOutliveTheirStepAndAreAddedInOrder() {
    device.run("model", () -> {
      Param w = new Param(Tensor.zeros(new Shape(2, 1)));
      for (float value : new float[]{0x1p24f, 1, 1, -0x1p24f}) {        // in this order each 1 is lost
        device.run("step", () -> {
          Ints ids = Device.scope().ints(1);
          ids.set(0, 1);
          w.later(ids, Tensor.of(new Shape(1, 1), value));
        });
      }
      assertFalse(w.hasGradient());
      w.settle();
      assertArrayEquals(new float[]{0, 0}, w.gradient().toArray());
    });
  }

  @Test void theMemoryOfDeferredRowsIsGivenBack() {
    device.run("model", () -> {
      Param w = new Param(Tensor.zeros(new Shape(2, 1)));
      w.gradient();
      long before = device.workspace().inUseBytes();
      w.later(Device.scope().ints(0), Tensor.zeros(new Shape(0, 1)));
      w.settle();
      assertEquals(before, device.workspace().inUseBytes());
    });
  }
}
