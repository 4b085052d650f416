package zerograd.core;

import java.lang.foreign.MemorySegment;

/// The process's memory seen as one segment, for kernels that address it by number.
public final class NativeMemory {

  /*
   * An access to a segment of its own checks that segment's bounds and lifetime, and a segment passed to a
   * kernel is an object to take apart. A constant segment that covers every address folds all of this away.
   * It also takes away the protection: only the package of the vector kernels uses it, behind kernels' doors
   * where shapes were checked.
   */
  @SuppressWarnings("restricted")
  private static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private NativeMemory() {}

  /// A segment whose offsets are addresses. Reading where nothing is mapped ends the process.
  public static MemorySegment everything() { return EVERYTHING; }
}
