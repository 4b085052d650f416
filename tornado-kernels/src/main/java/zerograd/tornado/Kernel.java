package zerograd.tornado;

import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.common.TornadoFunctions.Task4;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// A kernel: what one thread does, or one group of threads, twice.
///
/// Every operand is in the device's [Memory], and `p` says where: `p[0]` threads are wanted, and what follows is in the kernel's own
/// order: places, sizes, and then the places of numbers such as a temperature. So a kernel is compiled once, whatever it is given.
/// Whole numbers, token ids say, are kept as floats, which is exact up to 2²⁴.
///
/// @param name of the kernel, for messages
/// @param entry what is compiled for the device: the guard, then `body`; or the steps that the threads of a group take together
/// @param body what thread `i` does, or group `i`, which is also plain Java
/// @param group threads that share memory and wait for each other; 1 if each is on its own
record Kernel(String name, Task4<KernelContext, FloatArray, FloatArray, IntArray> entry, Body body,
    int group) {

  /// A kernel whose threads are each on their own.
  Kernel(String name, Task4<KernelContext, FloatArray, FloatArray, IntArray> entry, Body body) {
    this(name, entry, body, 1);
  }

  /// What thread or group `i` does with the memory `h` and the whole numbers `p`.
  @FunctionalInterface
  interface Body {
    void run(Memory h, IntArray p, int i);
  }
}
