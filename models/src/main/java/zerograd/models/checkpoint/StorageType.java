package zerograd.models.checkpoint;

import zerograd.core.Floats;
import zerograd.core.MappedFile;

/// How a number lies in a safetensors file; named as the file names it, least significant byte first.
public enum StorageType {
  F64(8), F32(4), F16(2), BF16(2), I64(8), U64(8), I32(4), U32(4), I16(2), U16(2), I8(1), U8(1), BOOL(1);

  private final int bytes;

  StorageType(int bytes) { this.bytes = bytes; }

  /// Bytes of one number.
  public int bytes() { return bytes; }

  /// Whether each of its numbers is exactly a float32.
  public boolean isFloat() { return this == F32 || this == F16 || this == BF16; }

  /// Whether each of its numbers is exactly a `long` (U64 is not).
  public boolean isInteger() {
    return switch (this) {
      case I64, I32, U32, I16, U16, I8, U8, BOOL -> true;
      case F64, F32, F16, BF16, U64 -> false;
    };
  }

  /// Reads as many numbers as `target` holds, widened exactly.
  void readFloats(MappedFile file, long offset, Floats target) {
    switch (this) {
      case F32 -> file.readFloat32(offset, target);
      case BF16 -> file.readBfloat16(offset, target);
      case F16 -> file.readFloat16(offset, target);
      default -> throw new IllegalArgumentException(this + " numbers are not read as float32");
    }
  }

  /// One integer.
  long readLong(MappedFile file, long offset) {
    return switch (this) {
      case I64 -> file.getLong(offset);
      case I32 -> file.getInt(offset);
      case U32 -> Integer.toUnsignedLong(file.getInt(offset));
      case I16 -> file.getShort(offset);
      case U16 -> Short.toUnsignedLong(file.getShort(offset));
      case I8 -> file.getByte(offset);
      case U8, BOOL -> Byte.toUnsignedLong(file.getByte(offset));
      default -> throw new IllegalArgumentException(this + " numbers are not read as integers");
    };
  }
}
