package zerograd.tensor;

import java.util.Locale;
import zerograd.core.Floats;

/// Prints a tensor as nested rows, numbers aligned, the middle of long dimensions left out.
///
///     Tensor (2, 3)
///     [[ 1.0000  2.0000  3.0000]
///      [-4.0000  5.0000  6.0000]]
final class TensorFormat {

  /// Dimensions longer than this show their first and last three entries.
  private static final int SHOWN = 8, EDGE = 3;

  private final Floats data;
  private final int[] dims;
  private final boolean exponents;
  private final StringBuilder out = new StringBuilder();
  private int width;

  private TensorFormat(Tensor tensor) {
    data = tensor.data();
    dims = tensor.shape().dims();
    boolean extreme = false;
    for (long i = 0; i < Math.min(data.length(), 1000); i++) {
      float size = Math.abs(data.get(i));
      extreme |= Float.isFinite(size) && size != 0 && (size >= 1e5f || size < 1e-4f);
    }
    exponents = extreme;
    for (long i = 0; i < Math.min(data.length(), 1000); i++)
      width = Math.max(width, number(data.get(i)).length());
  }

  static String format(Tensor tensor) {
    if (tensor.scope().hasEnded()) return "Tensor " + tensor.shape() + " (its scope has ended)";
    TensorFormat format = new TensorFormat(tensor);
    format.out.append("Tensor ").append(tensor.shape()).append('\n');
    format.block(0, 0);
    return format.out.toString();
  }

  private void block(int level, long offset) {
    if (level == dims.length) {
      out.append(" ".repeat(Math.max(0, width - number(data.get(offset)).length())))
          .append(number(data.get(offset)));
      return;
    }
    long each = 1;
    for (int k = level + 1; k < dims.length; k++) each *= dims[k];
    out.append('[');
    for (int i = 0; i < dims[level]; i++) {
      if (i > 0) separate(level);
      if (dims[level] > SHOWN && i == EDGE) {
        out.append('…');
        separate(level);
        i = dims[level] - EDGE;
      }
      block(level + 1, offset + i * each);
    }
    out.append(']');
  }

  private void separate(int level) {
    if (level == dims.length - 1) out.append("  ");
    else
      out.append('\n').append(" ".repeat(level + 1));
  }

  private String number(float value) {
    return String.format(Locale.ROOT, exponents ? "%.4e" : "%.4f", value);
  }
}
