package zerograd.core;

import java.lang.foreign.MemorySegment;

/// A device's memory, seen from the [Workspace] whose blocks have a place there too.
public interface Mirror {

  /// What the numbers of a block are.
  enum Content {
    FLOATS, INTS
  }

  /// Gives a fresh slab of the workspace its place on the device.
  ///
  /// @throws OutOfMemoryError if the device has no more memory
  void reserve(MemorySegment slab);

  /// A new block of arbitrary content, in a slab that has a place; behind its `bytes` nothing matters.
  Twin twin(MemorySegment block, long bytes, Content content);

  /// Bytes that were carried to the device so far.
  long carriedThere();

  /// Bytes that were carried back so far.
  long carriedBack();
}
