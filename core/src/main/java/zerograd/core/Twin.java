package zerograd.core;

/// What a device with memory of its own knows of one block: the same numbers are there too, and may be newer there.
///
/// Whoever reads or writes the block here says so first, and the device carries over what has changed; its own kernels do
/// likewise on their side. So a block that only kernels touch never leaves the device. A part of a block is given by its address
/// and its number of bytes.
public interface Twin {

  /// Called before numbers are read here: those of the part must be the newest.
  void beforeReading(long address, long bytes);

  /// Called before numbers of the block may be changed here, or read by someone who says nothing more: the whole block must be the
  /// newest, and the device's numbers are old from then on.
  void beforeWriting();

  /// Fills a part on the device instead of here.
  ///
  /// @return whether that was done; if not, it is to be done here
  boolean fill(long address, long bytes, float value);

  /// Copies to a part, on the device instead of here, as many bytes of another block of the same device from `source` on.
  ///
  /// @return whether that was done; if not, it is to be done here
  boolean copy(long address, long bytes, Twin from, long source);
}
