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
import zerograd.tensor.kernels.FrozenLinearKernel.Weight;
import zerograd.tensor.kernels.Rounding;

/// Frozen weights in fewer bits: two [Panels] side by side, step by step, so that a row's product reads memory from front to
/// back in one run.
///
///     bf16    a step is a register of ints for each panel: lane l holds column l in its lower half, l + lanes in its upper one
///     int8    a block of 32 steps is the scales of each panel (float16, in pairs as above) and then the steps, WIDTH bytes for
///             each panel
///
/// float32 weights are plain panels. Columns beyond the last of the matrix are 0.
final class FrozenPanels {

  /// Half a panel: as many columns as a register has floats.
  private static final int HALF = Lanes.WIDTH;

  /// Panels side by side.
  static final int PAIR = 2;

  /// Bytes of a panel's scales, and of those of a pair.
  static final long SCALES = BYTES, PAIR_SCALES = PAIR * SCALES;

  /// Bytes from step to step.
  static final long BF16_STEP = PAIR * BYTES, INT8_STEP = (long) PAIR * WIDTH;

  /// Tiles of narrow registers read a few bytes beyond the last number.
  private static final long SLACK = 64;

  private FrozenPanels() {}

  /// How many bytes a weight (M, K) takes.
  static long bytes(FrozenFormat format, int M, int K) {
    int together = together(format);
    return (Panels.count(M) + together - 1) / together * bytes(format, K) + SLACK;
  }

  private static int together(FrozenFormat format) { return format == FrozenFormat.F32 ? 1 : PAIR; }

  /// How many bytes the first `steps` steps of panels side by side take; with int8 whole blocks, except at the end.
  private static long bytes(FrozenFormat format, int steps) {
    return switch (format) {
      case F32 -> (long) steps * Panels.STEP;
      case BF16 -> steps * BF16_STEP;
      case INT8 -> FrozenFormat.blocks(steps) * PAIR_SCALES + steps * INT8_STEP;
    };
  }

  /// Bytes from one pair of panels to the next.
  static long pairBytes(Weight w) { return bytes(w.format(), w.K()) * PAIR / together(w.format()); }

  /// Where step `p` begins of panel `j` and its neighbour; with int8 that of a block.
  static long at(Weight w, int j, int p) {
    return w.bytes().address() + j / together(w.format()) * bytes(w.format(), w.K()) + bytes(w.format(), p);
  }

  /// Where step `p` of panel `j` begins, in bf16.
  static long pairs(Weight w, int j, int p) { return at(w, j, p) + j % PAIR * BYTES; }

  /// Where the scales of panel `j` are that step `p` needs.
  static long scales(Weight w, int j, int p) { return at(w, j, p / BLOCK * BLOCK) + j % PAIR * SCALES; }

  /// Where step `p` of panel `j` begins, in int8.
  static long integers(Weight w, int j, int p) {
    return at(w, j, p / BLOCK * BLOCK) + PAIR_SCALES + p % BLOCK * INT8_STEP + j % PAIR * WIDTH;
  }

  /// Makes panel `j` of `columns` rows of K floats, which lie one after the other at `from`.
  static void pack(Weight w, int j, long from, int columns) {
    switch (w.format()) {
      case F32 -> packF32(at(w, j, 0), from, columns, w.K());
      case BF16 -> packBf16(pairs(w, j, 0), from, columns, w.K());
      case INT8 -> packInt8(w, j, from, columns);
    }
    if (hasEmptyNeighbour(w, j)) pack(w, j + 1, from, 0);
  }

  private static boolean hasEmptyNeighbour(Weight w, int j) {
    return together(w.format()) == PAIR && j % PAIR == 0 && j + 1 == Panels.count(w.M());
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
          setInt(to + i * BF16_STEP + 4L * l, bits);
        }
      }
    }
  }

  /// Makes panel `j` of `columns` rows of K numbers in bf16, which lie one after the other at `from`.
  static void packHalves(Weight w, int j, long from, int columns) {
    packHalves(pairs(w, j, 0), from, columns, w.K());
    if (hasEmptyNeighbour(w, j)) packHalves(pairs(w, j + 1, 0), from, 0, w.K());
  }

  private static void packHalves(long to, long from, int columns, int K) {
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
      setInt(to + k * BF16_STEP, a & 0xffff | b << 16);
      setInt(to + (k + 1) * BF16_STEP, a >>> 16 | b & 0xffff0000);
    }
  }

  /// Steps [k, end) of lane l, one at a time, with 0 for columns that are not there.
  private static void packHalves(long to, long from, int l, int columns, int K, int k, int end) {
    for (; k < end; k++) {
      int low = l < columns ? getShort(from + 2L * ((long) l * K + k)) & 0xffff : 0;
      int high = l + HALF < columns ? getShort(from + 2L * ((l + (long) HALF) * K + k)) << 16 : 0;
      setInt(to + k * BF16_STEP + 4L * l, low | high);
    }
  }

  private static void packInt8(Weight w, int panel, long from, int columns) {
    int K = w.K();
    for (int k = 0; k < K; k += BLOCK) {
      int steps = Math.min(BLOCK, K - k);
      long scales = scales(w, panel, k), integers = integers(w, panel, k);
      for (int j = 0; j < WIDTH; j++) {
        long row = from + 4L * ((long) j * K + k);
        short bits = j < columns ? Rounding.scale(largest(row, steps)) : 0;
        float scale = Float.float16ToFloat(bits);
        setShort(scales + pair(j), bits);
        for (int i = 0; i < steps; i++) {
          setByte(integers + i * INT8_STEP + j, j < columns ? Rounding.int8(get(row + 4L * i), scale) : 0);
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

  /// Copies row `m` of a weight, widened.
  static void row(Weight w, long to, int m) {
    for (int k = 0; k < w.K(); k++) set(to + 4L * k, number(w, m / WIDTH, k, m % WIDTH));
  }

  /// The number that step k of column l of panel `j` stands for.
  private static float number(Weight w, int j, int k, int l) {
    return switch (w.format()) {
      case F32 -> get(at(w, j, k) + 4L * l);
      case BF16 -> Rounding.bfloat16(getShort(pairs(w, j, k) + pair(l)));
      case INT8 -> scale(w, j, k, l) * getByte(integers(w, j, k) + l);
    };
  }

  /// The scale of step k of column l of panel `j`.
  static float scale(Weight w, int j, int k, int l) {
    return Float.float16ToFloat(getShort(scales(w, j, k) + pair(l)));
  }

  /// Widens steps [p, p + steps) of panel `j`, one number at a time; int8 without its scales.
  static void widen(Weight w, long to, int j, int p, int steps) {
    if (w.format() != FrozenFormat.INT8) {
      part(w, to, j, p, steps);
      return;
    }
    for (int i = 0; i < steps; i++) {
      for (int l = 0; l < WIDTH; l++)
        set(to + (long) i * Panels.STEP + 4L * l, getByte(integers(w, j, p + i) + l));
    }
  }

  /// Steps [p, p + steps) of panel `j` as the numbers that they stand for, one at a time.
  static void part(Weight w, long to, int j, int p, int steps) {
    for (int i = 0; i < steps; i++, to += Panels.STEP) {
      for (int l = 0; l < WIDTH; l++) set(to + 4L * l, number(w, j, p + i, l));
    }
  }
}
