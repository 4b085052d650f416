package zerograd.core;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// The native memory of one device: slabs that scopes borrow, fill front to back, and give back whole.
///
/// Memory grows a slab at a time, up to a limit, and is never returned to the system before [#close]: a training step
/// asks for the same blocks every time, so after the first one it finds them here. Safe for use by several threads.
public final class Workspace implements AutoCloseable {

  /*
   * Slabs are kept in one list of free ones. A scope says how much it needs and how much it would like, and gets the smallest
   * free slab that holds what it needs and is not far too large, else a fresh one. The sizes of fresh slabs are rounded up so
   * that a step whose blocks vary a little in length (ragged batches) finds last step's slabs usable.
   */

  /// A scope's first slab, in bytes; each further one is twice as large, up to [#LARGE].
  static final long SMALL = 1L << 20;

  /// The slabs of a scope that makes many blocks, in bytes.
  static final long LARGE = 32L << 20;

  private final Arena arena = Arena.ofShared();
  private final List<MemorySegment> free = new ArrayList<>();
  private final Mirror mirror;
  private final long freeBytes;
  private final LongSupplier limit;
  private long limitBytes = -1;                              // until it is asked for
  private long reservedBytes;
  private long inUseBytes;
  private long peakBytes;
  private boolean closed;

  /// A workspace that may grow to `limitBytes` of native memory.
  public Workspace(long limitBytes) { this(0, () -> limitBytes); }

  /// A workspace that may grow to `freeBytes`, and further to `limit`, which is asked once when that is wanted: finding out
  /// how much memory a machine has takes longer than answering a small question.
  public Workspace(long freeBytes, LongSupplier limit) { this(freeBytes, limit, null); }

  /// A workspace that may grow to `limitBytes`, all of which a device has too.
  public Workspace(long limitBytes, Mirror mirror) { this(0, () -> limitBytes, mirror); }

  private Workspace(long freeBytes, LongSupplier limit, Mirror mirror) {
    this.freeBytes = freeBytes;
    this.limit = limit;
    this.mirror = mirror;
  }

  /// A new block's twin on the device; null on the processor.
  Twin twin(MemorySegment block, long bytes, Mirror.Content content) {
    return mirror == null ? null : mirror.twin(block, bytes, content);
  }

  /// A slab of at least `bytes`, and of `wished` bytes if a fresh one is made and the limit allows it. Its content is
  /// arbitrary.
  ///
  /// @throws OutOfMemoryError if the limit would be passed, or the system has no more
  synchronized MemorySegment take(long bytes, long wished) {
    checkOpen();
    long fit = Math.max(bytes, Math.min(wished, LARGE));
    MemorySegment slab = fitting(bytes, 2 * fit + SMALL);
    return counted(slab == null ? fresh(bytes, wished) : slab);
  }

  /// A slab of `bytes` and hardly more; errors as [#take].
  synchronized MemorySegment takeExactly(long bytes) {
    checkOpen();
    MemorySegment slab = fitting(bytes, bytes + SMALL);
    return counted(slab == null ? allocate(bytes, bytes) : slab);
  }

  private void checkOpen() {
    if (closed)
      throw new IllegalStateException("this workspace was closed; make tensors before closing the device");
  }

  /// The smallest free slab of `least` to `most` bytes, no longer free; null if there is none.
  private MemorySegment fitting(long least, long most) {
    MemorySegment best = null;
    for (MemorySegment slab : free) {
      boolean fits = slab.byteSize() >= least && slab.byteSize() <= most;
      if (fits && (best == null || slab.byteSize() < best.byteSize())) best = slab;
    }
    if (best != null) free.remove(best);
    return best;
  }

  private MemorySegment counted(MemorySegment slab) {
    inUseBytes += slab.byteSize();
    peakBytes = Math.max(peakBytes, inUseBytes);
    return slab;
  }

  private MemorySegment fresh(long bytes, long wished) {
    long size = rounded(Math.max(bytes, wished));
    return allocate(fits(size) ? size : rounded(bytes), bytes);
  }

  /// Whether `size` more bytes may be taken from the system.
  public synchronized boolean fits(long size) {
    return reservedBytes + size <= freeBytes || size <= limitBytes() - reservedBytes;
  }

  private MemorySegment allocate(long size, long bytes) {
    if (!fits(size)) {
      throw new OutOfMemoryError("workspace is full: %,d bytes wanted, %,d of %,d reserved, %,d in use"
          .formatted(bytes, reservedBytes, limitBytes, inUseBytes));
    }
    MemorySegment slab = arena.allocate(size, 4096);
    if (mirror != null) mirror.reserve(slab);
    reservedBytes += size;
    return slab;
  }

  private static long rounded(long bytes) {
    long step = bytes <= LARGE ? SMALL : LARGE;
    return (bytes + step - 1) / step * step;
  }

  synchronized void give(MemorySegment slab) {
    inUseBytes -= slab.byteSize();
    if (!closed) free.add(slab);
  }

  /// Bytes that scopes hold at this moment.
  public synchronized long inUseBytes() { return inUseBytes; }

  /// The most bytes that scopes ever held at once.
  public synchronized long peakBytes() { return peakBytes; }

  /// The most bytes that may be taken from the system.
  public synchronized long limitBytes() {
    if (limitBytes < 0) limitBytes = limit.getAsLong();
    return limitBytes;
  }

  /// Bytes taken from the system.
  public synchronized long reservedBytes() { return reservedBytes; }

  /// Returns all memory to the system; tensors cut from it must not be used again.
  @Override public synchronized void close() {
    if (closed) return;
    closed = true;
    free.clear();
    arena.close();
  }
}
