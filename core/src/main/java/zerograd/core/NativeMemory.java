package zerograd.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

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

  /// The JDK's own class of segments that are mapped from files.
  static final String MAPPED_SEGMENT = "jdk.internal.foreign.MappedMemorySegmentImpl";

  /*
   * What the JVM compiles rests on the kinds of segments it has met. The first segment of another kind, which copying numbers
   * to an array makes, or mapping a file, throws all compiled kernels away in the midst of a run; what is compiled then can
   * keep registers on the heap. So each kind is met here, before the first kernel.
   */
  static {
    List.of(MemorySegment.ofArray(new byte[1]), MemorySegment.ofArray(new short[1]),
        MemorySegment.ofArray(new char[1]),
        MemorySegment.ofArray(new int[1]), MemorySegment.ofArray(new long[1]),
        MemorySegment.ofArray(new float[1]),
        MemorySegment.ofArray(new double[1]));
    try {
      Class.forName(MAPPED_SEGMENT);
    } catch (ClassNotFoundException _) {
      // another library: it only compiles once more
    }
  }

  private NativeMemory() {}

  /// A segment whose offsets are addresses. Reading where nothing is mapped ends the process.
  public static MemorySegment everything() { return EVERYTHING; }

  /// `length` zeros that stay until the process ends, and that nobody may write.
  public static Floats zeros(long length) {
    return new Floats(Arena.global().allocate(length * Float.BYTES, 64), length);
  }
}
