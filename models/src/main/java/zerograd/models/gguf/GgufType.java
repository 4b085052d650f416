package zerograd.models.gguf;

import java.nio.ByteBuffer;
import zerograd.tensor.kernels.Rounding;

/// How the numbers of a tensor lie in a GGUF file, least significant byte first.
///
/// ggml, `ggml.h` (the numbers of the types) and `ggml-quants.c` (`quantize_row_q8_0_ref`).
public enum GgufType {

  /// Four bytes a number, all bits kept.
  F32(0, 0, 1, 4),

  /// Two bytes a number, rounded to nearest, ties to even.
  BF16(30, 32, 1, 2),

  /// 34 bytes for 32 numbers of a row: a scale and 32 whole numbers.
  ///
  ///     d = max |x| / 127        q = round(x · (1 / d)), halves away from zero        x ≈ d q
  ///
  /// d is stored as binary16; q is made with d before that rounding.
  Q8_0(8, 7, 32, 34);

  private final int code;
  private final int fileType;
  private final int block;
  private final int blockBytes;

  GgufType(int code, int fileType, int block, int blockBytes) {
    this.code = code;
    this.fileType = fileType;
    this.block = block;
    this.blockBytes = blockBytes;
  }

  /// The number of this type in a tensor's entry.
  int code() { return code; }

  /// The value of `general.file_type` for a file whose matrices have this type.
  int fileType() { return fileType; }

  /// Numbers that are stored together; the rows of a tensor are a multiple of it.
  public int block() { return block; }

  /// The bytes of `count` numbers, a multiple of [#block].
  public long bytes(long count) { return count / block * blockBytes; }

  /// Appends `values`, a multiple of [#block], to `target`, whose order must be little end first.
  void encode(float[] values, int count, ByteBuffer target) {
    switch (this) {
      case F32 -> {
        for (int i = 0; i < count; i++) target.putInt(Float.floatToRawIntBits(values[i]));
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) target.putShort(Rounding.bfloat16(values[i]));
      }
      case Q8_0 -> {
        for (int from = 0; from < count; from += block) encodeQ8(values, from, target);
      }
    }
  }

  private void encodeQ8(float[] values, int from, ByteBuffer target) {
    float largest = 0;
    for (int i = 0; i < block; i++) largest = Math.max(largest, Math.abs(values[from + i]));
    float scale = largest / 127, inverse = scale == 0 ? 0 : 1 / scale;
    target.putShort(Float.floatToFloat16(scale));
    for (int i = 0; i < block; i++) target.put((byte) round(values[from + i] * inverse));
  }

  /// C's `roundf` for small numbers: halves go away from zero.
  private static int round(float value) {
    float size = Math.abs(value), whole = (int) size;
    int rounded = (int) whole + (size - whole >= 0.5f ? 1 : 0);   // the difference is exact
    return value < 0 ? -rounded : rounded;
  }
}
