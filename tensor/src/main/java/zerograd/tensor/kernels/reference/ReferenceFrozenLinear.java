package zerograd.tensor.kernels.reference;

import static zerograd.tensor.kernels.FrozenFormat.BLOCK;

import zerograd.core.Bytes;
import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.tensor.kernels.FrozenFormat;
import zerograd.tensor.kernels.FrozenLinearKernel;
import zerograd.tensor.kernels.Rounding;

/// Products with frozen weights: row after row of numbers; in int8 each block of a row is its scale, then its integers.
public final class ReferenceFrozenLinear implements FrozenLinearKernel {

  @Override public long bytes(FrozenFormat format, int M, int K) { return M * rowBytes(format, K); }

  private static long rowBytes(FrozenFormat format, int K) {
    return switch (format) {
      case F32 -> Float.BYTES * (long) K;
      case BF16 -> Short.BYTES * (long) K;
      case INT8 -> K + Short.BYTES * (long) FrozenFormat.blocks(K);
    };
  }

  @Override public void pack(Weight w, Floats rows, int first, int count) {
    for (int i = 0; i < count; i++) {
      Floats row = rows.slice((long) i * w.K(), w.K());
      for (int k = 0; k < w.K(); k++) {
        switch (w.format()) {
          case F32 -> w.bytes().setFloat(place(w, first + i, k), row.get(k));
          case BF16 -> w.bytes().setShort(place(w, first + i, k), Rounding.bfloat16(row.get(k)));
          case INT8 -> {
            if (k % BLOCK == 0)
              w.bytes().setShort(scalePlace(w, first + i, k), Rounding.scale(largest(row, k)));
            w.bytes().set(place(w, first + i, k), Rounding.int8(row.get(k), scale(w, first + i, k)));
          }
        }
      }
    }
  }

  @Override public void packBfloat16(Weight w, Bytes rows, int first, int count) {
    w.require(FrozenFormat.BF16);
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < w.K(); k++) {
        w.bytes().setShort(place(w, first + i, k), rows.getShort(Short.BYTES * ((long) i * w.K() + k)));
      }
    }
  }

  /// The largest magnitude of a block that begins at `k`.
  private static float largest(Floats row, int k) {
    float largest = 0;
    for (int end = (int) Math.min(row.length(), k + BLOCK); k < end; k++) {
      largest = Math.max(largest, Math.abs(row.get(k)));
    }
    return largest;
  }

  /// The byte where number k of row m begins.
  private static long place(Weight w, int m, int k) {
    long row = m * rowBytes(w.format(), w.K());
    return switch (w.format()) {
      case F32 -> row + Float.BYTES * k;
      case BF16 -> row + Short.BYTES * k;
      case INT8 -> row + k + Short.BYTES * (k / BLOCK + 1);
    };
  }

  private static long scalePlace(Weight w, int m, int k) {
    return place(w, m, k / BLOCK * BLOCK) - Short.BYTES;
  }

  private static float scale(Weight w, int m, int k) {
    return Float.float16ToFloat(w.bytes().getShort(scalePlace(w, m, k)));
  }

  /// What was stored as w[m, k].
  private static float number(Weight w, int m, int k) {
    Bytes bytes = w.bytes();
    return switch (w.format()) {
      case F32 -> bytes.getFloat(place(w, m, k));
      case BF16 -> Rounding.bfloat16(bytes.getShort(place(w, m, k)));
      case INT8 -> scale(w, m, k) * bytes.get(place(w, m, k));
    };
  }

  @Override public void forward(Floats y, Floats x, Weight w, int N, boolean accumulate) {
    for (int n = 0; n < N; n++) {
      for (int m = 0; m < w.M(); m++) {
        float start = accumulate ? y.get((long) n * w.M() + m) : 0;
        Floats row = x.slice((long) n * w.K(), w.K());
        y.set((long) n * w.M() + m,
            w.format() == FrozenFormat.INT8 ? blocks(row, w, m, start) : chain(row, w, m, start));
      }
    }
  }

  private static float chain(Floats x, Weight w, int m, float chain) {
    for (int k = 0; k < w.K(); k++) chain = Math.fma(x.get(k), number(w, m, k), chain);
    return chain;
  }

  private static float blocks(Floats x, Weight w, int m, float chain) {
    for (int k = 0; k < w.K(); k += BLOCK) {
      float sum = 0;
      for (int i = k; i < Math.min(w.K(), k + BLOCK); i++)
        sum = Math.fma(x.get(i), w.bytes().get(place(w, m, i)), sum);
      chain = Math.fma(scale(w, m, k), sum, chain);
    }
    return chain;
  }

  @Override public void backwardInput(Floats dx, Floats dy, Weight w, int N, boolean accumulate) {
    for (int n = 0; n < N; n++) {
      for (int k = 0; k < w.K(); k++) {
        float chain = accumulate ? dx.get((long) n * w.K() + k) : 0;
        for (int m = 0; m < w.M(); m++)
          chain = Math.fma(dy.get((long) n * w.M() + m), number(w, m, k), chain);
        dx.set((long) n * w.K() + k, chain);
      }
    }
  }

  @Override public void gather(Floats y, Weight w, Ints ids, int N) {
    for (int n = 0; n < N; n++) {
      for (int k = 0; k < w.K(); k++) y.set((long) n * w.K() + k, number(w, ids.get(n), k));
    }
  }
}
