package zerograd.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;

/// Two arrays, one run of places.
class MemoryTest {

  @Test void placesCountUpInBothArrays() {
    Memory memory = new Memory(new FloatArray(10), new FloatArray(20));
    int high = (int) Memory.HIGH;
    for (int i = 0; i < 10; i++) memory.set(i, i);
    for (int i = 0; i < 20; i++) memory.set(high + i, 100 + i);
    assertEquals(9, memory.get(9));
    assertEquals(119, memory.get(high + 19));
    assertEquals(9, memory.low().get(9));
    assertEquals(119, memory.high().get(19));
    assertEquals(high + 19, (int) (Memory.HIGH + 19), "a long place becomes one by a cast");
  }

  /// Kernels reach the ends of the largest arrays that the device gives; what is not touched of them costs nothing on PoCL.
  @Test void theLastPlacesOfALargeMemory() {
    assumeTrue(System.getProperty("tornado.load.runtime.implementation") != null
        && new TornadoProvider().unusableBecause() == null, "there is no device");
    TornadoDevice device = TornadoRuntimeProvider.getTornadoRuntime().getDefaultDevice();
    long allowed = (device.getPhysicalDevice().getDeviceMaxAllocationSize() - 4096) / Float.BYTES;
    int floats = (int) Math.min(Memory.MOST, allowed);
    assumeTrue(2L * floats * Float.BYTES < device.getPhysicalDevice().getDeviceGlobalMemorySize(),
        "the device has less memory");
    System.out.printf("GPU memory: two arrays of %,d numbers%n", floats);
    try (Machine machine = new TornadoMachine(device, floats, floats, Moves.kernels(), "none is needed");
        Arena arena = Arena.ofConfined()) {
      long lastLow = floats - 5L, lastHigh = Memory.HIGH + floats - 5L;
      MemorySegment numbers = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2, 3, 4, 5);
      MemorySegment back = arena.allocate(20);
      machine.put(lastLow, numbers, 0, 5);
      for (List<Long> way : List.of(List.of(lastHigh, lastLow), List.of(0L, lastHigh),
          List.of(Memory.HIGH, 0L))) {
        machine.run(Moves.COPY, 5, way.get(0).intValue(), way.get(1).intValue());
        machine.get(back, 0, way.get(0), 5);
        assertEquals(-1, numbers.mismatch(back));
      }
    }
  }
}
