package zerograd.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task4;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// A kernel: what one thread does, twice.
///
/// Every operand is in one array, the device's memory, and `p` says where: `p[0]` threads are wanted, and what follows is in the
/// kernel's own order, places first. So a kernel is compiled once, whatever it is given. Whole numbers, token ids say, are kept as
/// floats, which is exact up to 2²⁴.
///
/// @param name of the kernel, for messages
/// @param entry what is compiled for the device: the guard, then `body`
/// @param body what thread `i` does, which is also plain Java
record Kernel(String name, Task4<KernelContext, FloatArray, IntArray, FloatArray> entry, Body body) {

  /// What thread `i` does with the memory `h`, the whole numbers `p`, and the numbers `f`.
  @FunctionalInterface
  interface Body {
    void run(FloatArray h, IntArray p, FloatArray f, int i);
  }
}
