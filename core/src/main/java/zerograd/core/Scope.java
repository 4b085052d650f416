package zerograd.core;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The lifetime of the memory cut in it, with a name for error messages.
///
/// A scope is used by the one thread that opened it. Scopes nest in time but not in memory: each has slabs of its own, so
/// a gradient that first appears during a step can still be cut from the model's longer scope.
public final class Scope implements AutoCloseable {

  /// Blocks start on a cache line, and so does every row of 16 numbers.
  private static final long LINE = 64;

  /*
   * One line stays free before every block. Nobody here uses it: a device runtime that keeps an object header just before
   * its data (TornadoVM's FloatArray, 16 bytes) can adopt any of our blocks in place.
   */
  private static final long HEADER = LINE;

  /*
   * A block of more than half a large slab has one of its own, and the slab begun before it stays open for smaller ones: the
   * gradients of a model's blocks, a few large matrices between many small ones, would else leave every other half empty.
   */

  private final String name;
  private final Workspace workspace;
  private final List<MemorySegment> slabs = new ArrayList<>();
  private final Map<Long, ArrayDeque<MemorySegment>> returned = new HashMap<>(); // by size
  private MemorySegment current;
  private long used;
  private boolean ended;

  public Scope(String name, Workspace workspace) {
    this.name = name;
    this.workspace = workspace;
  }

  public String name() { return name; }

  public boolean hasEnded() { return ended; }

  /// `length` floats of arbitrary content.
  ///
  /// @throws IllegalStateException if the scope has ended
  /// @throws OutOfMemoryError if the workspace's limit is reached
  public Floats floats(long length) {
    MemorySegment block = block(length * Float.BYTES);
    return new Floats(block, length, workspace.twin(block, length * Float.BYTES, Mirror.Content.FLOATS));
  }

  /// `length` integers of arbitrary content; errors as [#floats].
  public Ints ints(long length) {
    MemorySegment block = block(length * Integer.BYTES);
    return new Ints(block, length, workspace.twin(block, length * Integer.BYTES, Mirror.Content.INTS));
  }

  /// `length` bytes of arbitrary content; errors as [#floats].
  public Bytes bytes(long length) {
    MemorySegment block = block(length);
    return new Bytes(block, length, workspace.twin(block, length, Mirror.Content.FLOATS));
  }

  /// Takes memory for blocks of these lengths in bytes, so that they are cut from one slab and waste nothing; for
  /// many large ones, as the weights of a model.
  ///
  /// @throws OutOfMemoryError if the workspace's limit is reached
  public void reserve(long... lengths) {
    long total = 0;
    for (long length : lengths) total += room(length);
    current = workspace.takeExactly(total);
    slabs.add(current);
    used = 0;
  }

  private static long room(long bytes) { return HEADER + (bytes + LINE - 1) / LINE * LINE; }

  private MemorySegment block(long bytes) {
    if (ended) throw new IllegalStateException("scope \"" + name + "\" has ended; nothing can be made in it");
    long room = room(bytes);
    ArrayDeque<MemorySegment> again = returned.get(room - HEADER);
    if (again != null && !again.isEmpty()) return again.pop();
    if (current == null || used + room > current.byteSize()) {
      if (room > Workspace.LARGE / 2) return slab(room, room).asSlice(HEADER, room - HEADER);
      current = slab(room, Math.min(Workspace.LARGE, Workspace.SMALL << Math.min(slabs.size(), 5)));
      used = 0;
    }
    MemorySegment block = current.asSlice(used + HEADER, room - HEADER);
    used += room;
    return block;
  }

  private MemorySegment slab(long bytes, long wished) {
    MemorySegment slab = workspace.take(bytes, wished);
    slabs.add(slab);
    return slab;
  }

  /// Gives a block of this scope back before its end: the next one of that size is cut from the same memory, and `block` must
  /// not be touched again.
  public void giveBack(Floats block) {
    if (ended) return;
    MemorySegment memory = block.memory();
    returned.computeIfAbsent(memory.byteSize(), _ -> new ArrayDeque<>()).push(memory);
  }

  /// Ends the lifetime: the memory goes back to the workspace, and what was cut here must not be touched again.
  @Override public void close() {
    if (ended) return;
    ended = true;
    slabs.forEach(workspace::give);
    slabs.clear();
    returned.clear();
    current = null;
  }
}
