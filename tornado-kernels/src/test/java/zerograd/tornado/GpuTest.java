package zerograd.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Scope;
import zerograd.core.Workspace;

/// Blocks are carried over when the other side asks, and not before.
class GpuTest {

  /// A small memory of its own, and what was carried in it.
  private final Machine machine = new PlainMachine(1 << 20);
  private final Gpu gpu = new Gpu(machine, 1 << 10);
  private final Workspace workspace = new Workspace(gpu.memoryBytes(), gpu);
  private final Scope scope = new Scope("test", workspace);
  private final TornadoElementwise elementwise = new TornadoElementwise(gpu);

  private Floats numbers(float... values) {
    Floats numbers = scope.floats(values.length);
    numbers.copyFrom(values);
    return numbers;
  }

  @Test void whatOnlyKernelsTouchStaysThere() {
    Floats x = numbers(1, 2, 3), y = scope.floats(3), z = scope.floats(3);
    for (int i = 0; i < 10; i++) {
      elementwise.add(y, x, x, 3);
      elementwise.add(z, y, x, 3);
    }
    assertEquals(12, gpu.carriedThere(), "x once");
    assertEquals(0, gpu.carriedBack());
    assertArrayEquals(new float[]{3, 6, 9}, z.toArray());
    assertEquals(12, gpu.carriedBack(), "z alone");
  }

  @Test void changesOfEitherSideReachTheOther() {
    Floats x = numbers(1, 2, 3), y = scope.floats(3);
    elementwise.add(y, x, x, 3);
    x.set(1, 10);                                            // newer here
    elementwise.add(y, y, x, 3);
    y.set(0, y.get(0) + 1);                                  // newer there, then here
    elementwise.add(y, y, x, 3);
    assertArrayEquals(new float[]{5, 24, 12}, y.toArray());
  }

  @Test void aPartThatIsWrittenLeavesTheRest() {
    Floats whole = numbers(1, 2, 3, 4), part = whole.slice(1, 2);
    elementwise.add(part, part, part, 2);
    assertArrayEquals(new float[]{1, 4, 6, 4}, whole.toArray());
    part.fill(7);
    assertArrayEquals(new float[]{1, 7, 7, 4}, whole.toArray());
    part.copyFrom(whole.slice(2, 2));
    assertArrayEquals(new float[]{1, 7, 4, 4}, whole.toArray());
  }

  @Test void fillingAndCopyingHappenThere() {
    Floats x = scope.floats(1000), y = scope.floats(1000);
    x.fill(2);
    y.copyFrom(x);
    assertEquals(0, gpu.carriedThere());
    float[] some = new float[100];
    y.copyTo(500, some);
    assertEquals(2, some[99]);
    assertEquals(400, gpu.carriedBack(), "the part alone");
  }

  @Test void memoryThatIsAddressedHereIsTheNewest() {
    Floats x = numbers(1, 2);
    elementwise.add(x, x, x, 2);
    assertEquals(4f, x.segment().getAtIndex(ValueLayout.JAVA_FLOAT, 1));
    x.segment().setAtIndex(ValueLayout.JAVA_FLOAT, 1, 5f);
    elementwise.add(x, x, x, 2);
    assertEquals(10f, x.get(1));
  }

  @Test void aBlockThatIsGivenBackIsReused() {
    Floats x = numbers(1, 2);
    elementwise.add(x, x, x, 2);
    scope.giveBack(x);
    Floats again = scope.floats(2);
    assertEquals(x.place(), again.place());
    again.copyFrom(new float[]{5, 6});
    elementwise.add(again, again, again, 2);
    assertArrayEquals(new float[]{10, 12}, again.toArray());
  }

  @Test void wholeNumbersAreExactUpToTheLargest() {
    Ints ids = scope.ints(2);
    ids.copyFrom(new int[]{1 << 24, 0});
    assertTrue(gpu.in(ids) > 0, "a place");
    ids.set(1, (1 << 24) + 1);
    assertEquals("the GPU keeps whole numbers up to 16,777,216, got 16,777,217",
        assertThrows(IllegalArgumentException.class, () -> gpu.in(ids)).getMessage());
  }

  @Test void fullMemoryIsSaidAndHarmsNothing() {
    Floats x = numbers(1, 2);
    Workspace large = new Workspace(Long.MAX_VALUE, gpu);
    OutOfMemoryError full = assertThrows(OutOfMemoryError.class,
        () -> new Scope("large", large).floats(1 << 21));
    assertTrue(full.getMessage().startsWith("the device's memory is full: "), full.getMessage());
    elementwise.add(x, x, x, 2);
    assertArrayEquals(new float[]{2, 4}, x.toArray());
  }

  @Test void theSecondArrayTakesWhatTheFirstHasNoRoomFor() {
    try (Machine small = new PlainMachine(1 << 19, 1 << 20)) {
      Gpu two = new Gpu(small, 1 << 10);
      assertEquals(4L * ((1 << 19) + (1 << 20) - (1 << 10) - 256), two.memoryBytes());
      try (Workspace memory = new Workspace(two.memoryBytes(), two);
          Scope first = new Scope("first", memory);
          Scope second = new Scope("second", memory)) {
        Floats low = first.floats(1000), high = second.floats(200_000);
        assertTrue(two.in(low) > 0 && two.in(high) < 0);
        high.slice(100_000, 1000).fill(2);
        low.copyFrom(high.slice(100_000, 1000));
        new TornadoElementwise(two).add(high.slice(199_000, 1000), low, low, 1000);
        assertEquals(4, high.get(199_999));
        OutOfMemoryError full = assertThrows(OutOfMemoryError.class,
            () -> two.reserve(MemorySegment.ofArray(new float[1_250_000])));
        assertTrue(full.getMessage().startsWith("the device's memory is full: 5,000,000 bytes wanted, "),
            full.getMessage());
      }
    }
  }

  @Test void numbersOfCallsThatGoAreCarriedAgain() {
    Floats x = numbers(1, 2, 3), y = scope.floats(3);
    for (int i = 0; i < 600; i++) {                          // more than are kept
      elementwise.affine(y, x, i, 1, 3);
      assertEquals(3 * i + 1, y.get(2));
    }
  }

  @Test void numbersThatAreNotThereAreRefused() {
    try (Workspace here = new Workspace(1 << 20); Scope other = new Scope("other", here)) {
      Floats x = other.floats(2);
      assertEquals("the GPU's kernels need numbers in its memory; make them in a scope of its device",
          assertThrows(IllegalArgumentException.class, () -> elementwise.add(x, x, x, 2)).getMessage());
    }
  }

  @Test void scratchThatIsTooSmallIsSaid() {
    assertEquals(
        "rows: needs room for 2,000 numbers on the GPU and has 1,024; use shorter sequences or smaller "
            + "micro-batches",
        assertThrows(IllegalArgumentException.class, () -> gpu.requireScratch(2000, "rows")).getMessage());
  }
}
