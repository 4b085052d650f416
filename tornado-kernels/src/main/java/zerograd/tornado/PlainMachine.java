package zerograd.tornado;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// Kernels as plain Java, a thread or group after the other, for tests on machines without a device.
class PlainMachine implements Machine {

  final Memory memory;

  /// A machine with room for `low` numbers and `high` numbers.
  PlainMachine(int low, int high) { memory = new Memory(new FloatArray(low), new FloatArray(high)); }

  /// A machine with room for `floats` numbers in one array.
  PlainMachine(int floats) { this(floats, 0); }

  @Override public String description() { return "plain Java"; }

  @Override public long low() { return memory.low().getSize(); }

  @Override public long high() { return memory.high().getSize(); }

  @Override public void run(Kernel kernel, int threads, int... places) {
    IntArray p = parameters(threads, places);
    for (int i = 0; i < threads / kernel.group(); i++) kernel.body().run(memory, p, i);
  }

  private static IntArray parameters(int threads, int[] places) {
    IntArray p = new IntArray(places.length + 1);
    p.set(0, threads);
    for (int i = 0; i < places.length; i++) p.set(i + 1, places[i]);
    return p;
  }

  @Override public String lacksLibraryBecause() { return "plain Java has no library of products"; }

  @Override public void run(Gemm product) { throw new IllegalStateException(lacksLibraryBecause()); }

  @Override public double[] sums(int threads, int[] places) {
    IntArray p = parameters(threads, places);
    DoubleArray sums = new DoubleArray(threads);
    for (int i = 0; i < threads; i++) TornadoReduce.sums(memory, p, sums, i);
    return sums.toHeapArray();
  }

  @Override public void put(long to, MemorySegment from, long offset, long count) {
    for (long i = 0; i < count; i++)
      memory.set((int) (to + i), from.get(ValueLayout.JAVA_FLOAT, offset + Float.BYTES * i));
  }

  @Override public void get(MemorySegment to, long offset, long from, long count) {
    for (long i = 0; i < count; i++)
      to.set(ValueLayout.JAVA_FLOAT, offset + Float.BYTES * i, memory.get((int) (from + i)));
  }

  @Override public void close() {
    // the collector takes it
  }
}
