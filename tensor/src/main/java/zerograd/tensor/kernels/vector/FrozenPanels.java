package zerograd.tensor.kernels.vector;

import static zerograd.tensor.kernels.FrozenFormat.BLOCK;
import static zerograd.tensor.kernels.vector.Lanes.BYTES;
import static zerograd.tensor.kernels.vector.Lanes.get;
import static zerograd.tensor.kernels.vector.Lanes.getByte;
import static zerograd.tensor.kernels.vector.Lanes.getInt;
import static zerograd.tensor.kernels.vector.Lanes.getShort;
import static zerograd.tensor.kernels.vector.Lanes.set;
import static zerograd.tensor.kernels.vector.Lanes.setByte;
import static zerograd.tensor.kernels.vector.Lanes.setInt;
import static zerograd.tensor.kernels.vector.Lanes.setShort;
import static zerograd.tensor.kernels.vector.Panels.WIDTH;

import zerograd.tensor.kernels.FrozenFormat;
import zerograd.tensor.kernels.Rounding;

/// Frozen weights in panels, as [Panels] but in fewer bits: the outputs of a panel are neighbours, and so are its steps.
///
///     bf16    a step is one register of ints: lane l holds column l in its lower half, l + lanes in its upper one
///     int8    a block of 32 steps is its scales (float16, in pairs as above) and then its steps, WIDTH bytes each
///
/// Columns beyond the last of the matrix are 0.
final class FrozenPanels {

  /// Half a panel: as many columns as a register has floats.
  private static final int HALF = Lanes.WIDTH;

  /// Bytes of a whole block of int8, and of its scales.
  static final long SCALES = BYTES, BLOCK_BYTES = SCALES + (long) BLOCK * WIDTH;

  /// Tiles of narrow registers read a few bytes beyond the last number.
  private static final long SLACK = 64;

  private FrozenPanels() {}

  /// How many bytes a weight (M, K) takes.
  static long bytes(FrozenFormat format, int M, int K) {
    return Panels.count(M) * panelBytes(format, K) + SLACK;
  }

  /// How many bytes the first `steps` steps of a panel take; with int8 whole blocks, except at the end.
  static long panelBytes(FrozenFormat format, int steps) {
    return switch (format) {
      case F32 -> (long) steps * Panels.STEP;
      case BF16 -> (long) steps * BYTES;
      case INT8 -> FrozenFormat.blocks(steps) * SCALES + (long) steps * WIDTH;
    };
  }

  /// Makes a panel of `columns` rows of K floats, which lie one after the other at `from`.
  static void pack(FrozenFormat format, long to, long from, int columns, int K) {
    switch (format) {
      case F32 -> packF32(to, from, columns, K);
      case BF16 -> packBf16(to, from, columns, K);
      case INT8 -> packInt8(to, from, columns, K);
    }
  }

  private static void packF32(long to, long from, int columns, int K) {
    for (int k = 0; k < K; k += BLOCK) {   // so many steps of all columns stay in the first-level cache
      int end = Math.min(K, k + BLOCK);
      for (int j = 0; j < WIDTH; j++) {
        long row = from + 4L * j * K;
        for (int i = k; i < end; i++)
          set(to + (long) i * Panels.STEP + 4L * j, j < columns ? get(row + 4L * i) : 0);
      }
    }
  }

  private static void packBf16(long to, long from, int columns, int K) {
    for (int k = 0; k < K; k += BLOCK) {
      int end = Math.min(K, k + BLOCK);
      for (int l = 0; l < HALF; l++) {
        long low = from + 4L * l * K, high = low + 4L * HALF * K;
        for (int i = k; i < end; i++) {
          int bits = l < columns ? Rounding.bfloat16(get(low + 4L * i)) & 0xffff : 0;
          if (l + HALF < columns) bits |= Rounding.bfloat16(get(high + 4L * i)) << 16;
          setInt(to + (long) i * BYTES + 4L * l, bits);
        }
      }
    }
  }

  /// Makes a panel of `columns` rows of K numbers in bf16, which lie one after the other at `from`.
  static void packHalves(long to, long from, int columns, int K) {
    int pairs = K / 2 * 2;
    for (int k = 0; k < pairs; k += BLOCK) {   // so many steps of all columns stay in the first-level cache
      int end = Math.min(pairs, k + BLOCK);
      for (int l = 0; l < HALF; l++) {
        long low = from + 2L * l * K, high = low + 2L * HALF * K;
        if (l + HALF < columns) twoColumns(to + 4L * l, low, high, k, end);
        else
          packHalves(to, from, l, columns, K, k, end);
      }
    }
    for (int l = 0; l < HALF; l++) packHalves(to, from, l, columns, K, pairs, K);
  }

  /// Steps [k, end) of two columns that share a lane, two steps at a time.
  private static void twoColumns(long to, long low, long high, int k, int end) {
    for (; k < end; k += 2) {
      int a = getInt(low + 2L * k), b = getInt(high + 2L * k);
      setInt(to + (long) k * BYTES, a & 0xffff | b << 16);
      setInt(to + (long) (k + 1) * BYTES, a >>> 16 | b & 0xffff0000);
    }
  }

  /// Steps [k, end) of lane l, one at a time, with 0 for columns that are not there.
  private static void packHalves(long to, long from, int l, int columns, int K, int k, int end) {
    for (; k < end; k++) {
      int low = l < columns ? getShort(from + 2L * ((long) l * K + k)) & 0xffff : 0;
      int high = l + HALF < columns ? getShort(from + 2L * ((l + (long) HALF) * K + k)) << 16 : 0;
      setInt(to + (long) k * BYTES + 4L * l, low | high);
    }
  }

  private static void packInt8(long to, long from, int columns, int K) {
    for (int k = 0; k < K; k += BLOCK, to += BLOCK_BYTES) {
      int steps = Math.min(BLOCK, K - k);
      for (int j = 0; j < WIDTH; j++) {
        long row = from + 4L * ((long) j * K + k);
        short bits = j < columns ? Rounding.scale(largest(row, steps)) : 0;
        float scale = Float.float16ToFloat(bits);
        setShort(to + pair(j), bits);
        for (int i = 0; i < steps; i++) {
          setByte(to + SCALES + (long) i * WIDTH + j,
              j < columns ? Rounding.int8(get(row + 4L * i), scale) : 0);
        }
      }
    }
  }

  private static float largest(long row, int steps) {
    float largest = 0;
    for (int i = 0; i < steps; i++) largest = Math.max(largest, Math.abs(get(row + 4L * i)));
    return largest;
  }

  /// The byte of column j in a register of pairs.
  private static long pair(int j) { return 4L * (j % HALF) + 2L * (j / HALF); }

  /// Copies column j of a panel, widened.
  static void column(FrozenFormat format, long to, long panel, int j, int K) {
    for (int k = 0; k < K; k++) set(to + 4L * k, number(format, panel, k, j));
  }

  /// The number that step k of column j stands for.
  private static float number(FrozenFormat format, long panel, int k, int j) {
    return switch (format) {
      case F32 -> get(panel + (long) k * Panels.STEP + 4L * j);
      case BF16 -> Rounding.bfloat16(getShort(panel + (long) k * BYTES + pair(j)));
      case INT8 -> {
        long block = panel + k / BLOCK * BLOCK_BYTES;
        yield scale(block, j) * getByte(block + SCALES + (long) (k % BLOCK) * WIDTH + j);
      }
    };
  }

  /// The scale of column j in a block.
  static float scale(long block, int j) { return Float.float16ToFloat(getShort(block + pair(j))); }

  /// Widens `steps` steps of a panel, within one block, one number at a time; int8 without its scales.
  static void widen(FrozenFormat format, long to, long panel, int steps) {
    if (format == FrozenFormat.BF16) {
      part(format, to, panel, 0, steps);
      return;
    }
    for (int i = 0; i < steps; i++) {
      for (int j = 0; j < WIDTH; j++) {
        set(to + (long) i * Panels.STEP + 4L * j, getByte(panel + SCALES + (long) i * WIDTH + j));
      }
    }
  }

  /// Widens steps [first, first + steps) of a panel, one number at a time.
  static void part(FrozenFormat format, long to, long panel, int first, int steps) {
    for (int i = 0; i < steps; i++, to += Panels.STEP) {
      for (int j = 0; j < WIDTH; j++) set(to + 4L * j, number(format, panel, first + i, j));
    }
  }
}
