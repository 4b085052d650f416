package zerograd.tornado;

import java.lang.foreign.MemorySegment;

/// Something that runs kernels on one large memory, whose places are those of [Memory].
interface Machine extends AutoCloseable {

  /// For the user: `OpenCL, NVIDIA H200`.
  String description();

  /// How many float32 numbers the first part of its memory holds.
  long low();

  /// How many the second part holds, whose first place is [Memory#HIGH].
  long high();

  /// How many its memory holds.
  default long floats() { return low() + high(); }

  /// What was compiled so far.
  default Compiled compiled() { return new Compiled(0, 0); }

  /// Kernels that were compiled, and the seconds of the calls that did so.
  record Compiled(int kernels, double seconds) {}

  /// Runs `threads` threads of a kernel.
  void run(Kernel kernel, int threads, int... places);

  /// Runs `threads` threads of [TornadoReduce]'s sums in double, and returns what each gives.
  double[] sums(int threads, int[] places);

  /// Why products by the vendor's library cannot be had; null if they can.
  String lacksLibraryBecause();

  /// A product by the vendor's library.
  void run(Gemm product);

  /// Copies `count` float32 numbers to place `to`.
  void put(long to, MemorySegment from, long offset, long count);

  /// Copies `count` float32 numbers from place `from`.
  void get(MemorySegment to, long offset, long from, long count);

  @Override void close();
}
