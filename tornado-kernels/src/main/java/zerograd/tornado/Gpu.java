package zerograd.tornado;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.TreeMap;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.core.Mirror;
import zerograd.core.Twin;

/// Where operands are: the memory of a device as a mirror of the workspace's slabs, and what is newer on which side.
///
/// The device's memory is a [Memory]. It begins with scratch, which kernels of one call hand to each other, and the [Numbers] of
/// calls; behind them every slab of the workspace has its place, in one of the two arrays. A block is carried over when one side asks for what the other has changed, and not before: what
/// only kernels touch, weights, moments, caches, activations, stays on the device.
final class Gpu implements Mirror {

  /// Whole numbers up to here are floats.
  private static final int EXACT = 1 << 24;
  /// A part of this many bytes is read by itself; less than that is read with its block.
  private static final long PART = 256;
  /// Numbers of calls that are kept.
  private static final int NUMBERS = 256;

  /// Which side has the newest numbers of a block.
  private enum Newest {
    HERE, THERE, BOTH
  }

  private final Machine machine;
  private final long scratch;
  private final Numbers numbers;
  private final TreeMap<Long, Long> slabs = new TreeMap<>();        // address to place, and to the address behind it
  private long takenLow, takenHigh;
  private long carriedThere;
  private long carriedBack;

  /// A mirror in a machine's memory; an eighth of its first array, and at most `scratch` numbers, is scratch.
  Gpu(Machine machine, long scratch) {
    this.machine = machine;
    this.scratch = Math.min(machine.low() / 8, scratch);
    numbers = new Numbers(machine, (int) this.scratch, NUMBERS);
    takenLow = this.scratch + NUMBERS;
  }

  /// How many numbers a call may put into scratch, from place 0 on.
  long scratch() { return scratch; }

  /// Makes sure that `needed` numbers fit into scratch.
  void requireScratch(long needed, String what) {
    if (needed > scratch) {
      throw new IllegalArgumentException(
          "%s: needs room for %,d numbers on the GPU and has %,d; use shorter sequences or smaller micro-batches"
              .formatted(what, needed, scratch));
    }
  }

  /// What may be reserved, in bytes.
  long memoryBytes() { return (machine.floats() - scratch - NUMBERS) * Float.BYTES; }

  @Override public synchronized long carriedThere() { return carriedThere; }

  @Override public synchronized long carriedBack() { return carriedBack; }

  @Override public synchronized void reserve(MemorySegment slab) {
    if (!reserveLow(slab) && !reserveHigh(slab)) {
      long left = Math.max(machine.low() - takenLow, machine.high() - takenHigh);
      throw new OutOfMemoryError(
          "the device's memory is full: %,d bytes wanted, %,d of %,d taken, and %,d left together".formatted(
              slab.byteSize(), (takenLow + takenHigh) * Float.BYTES, machine.floats() * Float.BYTES,
              left * Float.BYTES));
    }
  }

  /// Gives a slab a place in the first array of the memory, and returns true, if there is room.
  synchronized boolean reserveLow(MemorySegment slab) {
    long floats = slab.byteSize() / Float.BYTES;
    if (takenLow + floats > machine.low()) return false;
    slabs.put(slab.address(), takenLow);
    takenLow += floats;
    return true;
  }

  /// As [#reserveLow], in the second array.
  synchronized boolean reserveHigh(MemorySegment slab) {
    long floats = slab.byteSize() / Float.BYTES;
    if (takenHigh + floats > machine.high()) return false;
    slabs.put(slab.address(), Memory.HIGH + takenHigh);
    takenHigh += floats;
    return true;
  }

  @Override public synchronized Twin twin(MemorySegment block, long bytes, Content content) {
    var slab = slabs.floorEntry(block.address());
    return new Block(block, slab.getValue() + (block.address() - slab.getKey()) / Float.BYTES,
        bytes / Float.BYTES * Float.BYTES,
        content);
  }

  /// A block of the workspace and its place on the device.
  private final class Block implements Twin {

    private final MemorySegment here;
    private final long place;
    private final long bytes;
    private final Content content;
    private volatile Newest newest = Newest.BOTH;                    // a new block's content is arbitrary on both sides

    Block(MemorySegment here, long place, long bytes, Content content) {
      this.here = here;
      this.place = place;
      this.bytes = bytes;
      this.content = content;
    }

    private Gpu gpu() { return Gpu.this; }

    /// Where the number at `address` is on the device.
    private long placeOf(long address) { return place + (address - here.address()) / Float.BYTES; }

    @Override public void beforeReading(long address, long bytes) {
      if (newest != Newest.THERE) return;
      synchronized (Gpu.this) {
        if (newest != Newest.THERE) return;
        if (bytes >= PART && bytes < this.bytes / 2) carryBack(address - here.address(), bytes);
        else
          all();
      }
    }

    private void all() {
      carryBack(0, bytes);
      newest = Newest.BOTH;
    }

    private void carryBack(long offset, long bytes) {
      long count = bytes / Float.BYTES, from = place + offset / Float.BYTES;
      machine.get(here, offset, from, count);
      carriedBack += bytes;
      if (content == Content.INTS) {
        for (long i = offset; i < offset + bytes; i += Float.BYTES)
          here.set(ValueLayout.JAVA_INT, i, (int) here.get(ValueLayout.JAVA_FLOAT, i));
      }
    }

    @Override public void beforeWriting() {
      if (newest == Newest.HERE) return;
      synchronized (Gpu.this) {
        if (newest == Newest.THERE) all();
        newest = Newest.HERE;
      }
    }

    @Override public boolean fill(long address, long bytes, float value) {
      synchronized (Gpu.this) {
        beforeDevice(covers(bytes));
        int n = Math.toIntExact(bytes / Float.BYTES);
        run(Moves.FILL, n, new int[]{(int) placeOf(address)}, value);
        newest = Newest.THERE;
        return true;
      }
    }

    @Override public boolean copy(long address, long bytes, Twin from, long source) {
      if (!(from instanceof Block other) || other.gpu() != Gpu.this) return false;
      synchronized (Gpu.this) {
        other.beforeDevice(false);
        beforeDevice(covers(bytes));
        int n = Math.toIntExact(bytes / Float.BYTES);
        run(Moves.COPY, n, new int[]{(int) placeOf(address), (int) other.placeOf(source)});
        newest = Newest.THERE;
        return true;
      }
    }

    /// Whether a run of so many bytes is the whole block.
    private boolean covers(long run) { return run >= bytes; }

    /// Carries over what the device has not; nothing if all of it will be `overwritten`.
    private void beforeDevice(boolean overwritten) {
      if (newest != Newest.HERE || overwritten) return;
      long count = bytes / Float.BYTES;
      if (count == 0) return;
      if (content == Content.FLOATS) machine.put(place, here, 0, count);
      else
        putInts(count);
      carriedThere += bytes;
      newest = Newest.BOTH;
    }

    private void putInts(long count) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment floats = arena.allocate(bytes, 64);
        for (long i = 0; i < count; i++)
          floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, exact(here.getAtIndex(ValueLayout.JAVA_INT, i)));
        machine.put(place, floats, 0, count);
      }
    }
  }

  private static float exact(int value) {
    if (value < -EXACT || value > EXACT) {
      throw new IllegalArgumentException(
          "the GPU keeps whole numbers up to %,d, got %,d".formatted(EXACT, value));
    }
    return value;
  }

  /// The place of numbers that a kernel reads.
  int in(Floats x) { return place(block(x.twin()), x.place(), x.length(), false, false); }

  /// The place of numbers that a kernel writes, every one of them.
  int out(Floats y) { return place(block(y.twin()), y.place(), y.length(), true, true); }

  /// The place of numbers that a kernel changes.
  int inOut(Floats x) { return place(block(x.twin()), x.place(), x.length(), true, false); }

  /// The place of results: numbers that are written, or added to.
  int result(Floats y, boolean accumulate) { return accumulate ? inOut(y) : out(y); }

  /// The place of integers that a kernel reads.
  int in(Ints x) { return place(block(x.twin()), x.place(), x.length(), false, false); }

  /// The place of integers that a kernel writes, every one of them.
  int out(Ints y) { return place(block(y.twin()), y.place(), y.length(), true, true); }

  private Block block(Twin twin) {
    if (twin instanceof Block block && block.gpu() == this) return block;
    throw new IllegalArgumentException(
        "the GPU's kernels need numbers in its memory; make them in a scope of its device");
  }

  private synchronized int place(Block block, long address, long length, boolean changes,
      boolean overwrites) {
    block.beforeDevice(overwrites && block.covers(length * Float.BYTES));
    if (changes) block.newest = Newest.THERE;
    return (int) block.placeOf(address);
  }

  /// Runs a kernel; it finds the places of `numbers` behind what it is told first.
  synchronized void run(Kernel kernel, long threads, int[] places, float... numbers) {
    if (threads == 0) return;
    if (threads > Integer.MAX_VALUE - 1024) {
      throw new IllegalArgumentException(
          "%s: %,d numbers are too many for one call on the GPU; use smaller micro-batches"
              .formatted(kernel.name(), threads));
    }
    machine.run(kernel, (int) threads, this.numbers.behind(places, numbers));
  }

  /// Why products by the vendor's library cannot be had; null if they can.
  String lacksLibraryBecause() { return machine.lacksLibraryBecause(); }

  /// Runs a product by the vendor's library.
  synchronized void run(Gemm product) { machine.run(product); }

  /// Runs the sums in double.
  synchronized double[] sums(int threads, int... places) { return machine.sums(threads, places); }

  /// Puts numbers into scratch.
  synchronized void putScratch(long place, float[] numbers) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocate(Float.BYTES * (long) numbers.length + 64, 64);
      MemorySegment.copy(numbers, 0, copy, ValueLayout.JAVA_FLOAT, 0, numbers.length);
      machine.put(place, copy, 0, numbers.length);
    }
  }
}
