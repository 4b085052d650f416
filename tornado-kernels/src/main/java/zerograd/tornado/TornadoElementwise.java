package zerograd.tornado;

import static zerograd.tornado.Exact.atMost;
import static zerograd.tornado.Exact.fma;
import static zerograd.tornado.Exact.over;
import static zerograd.tornado.Exact.times;

import java.util.List;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.core.Floats;
import zerograd.tensor.kernels.ElementwiseKernel;

/// Arithmetic on numbers at the same place, a thread each: one kernel for what gives a number, one for what adds to gradients.
///
/// `p`: threads, operation, then places, then numbers.
final class TornadoElementwise implements ElementwiseKernel {

  private static final int ADD = 0, SUBTRACT = 1, MULTIPLY = 2, DIVIDE = 3, MINIMUM = 4, MAXIMUM = 5,
      AFFINE = 6, CLAMP = 7, EXP = 8, LOG = 9, SIGMOID = 10, SILU = 11,
      SWI_GLU = 12, ADD_TO = 13, ADD_SCALED = 14, ADD_PRODUCT = 15, DIVIDE_BACKWARD = 16,
      MINIMUM_BACKWARD = 17,
      MAXIMUM_BACKWARD = 18, CLAMP_BACKWARD = 19, LOG_BACKWARD = 20, SIGMOID_BACKWARD = 21,
      SILU_BACKWARD = 22, SWI_GLU_BACKWARD = 23;

  private static final Kernel FORWARD = new Kernel("elementwise", TornadoElementwise::runForward,
      TornadoElementwise::forward);
  private static final Kernel BACKWARD = new Kernel("elementwise backward", TornadoElementwise::runBackward,
      TornadoElementwise::backward);

  /// All of these.
  static List<Kernel> kernels() { return List.of(FORWARD, BACKWARD); }

  private final Gpu gpu;

  TornadoElementwise(Gpu gpu) { this.gpu = gpu; }

  static void runForward(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) forward(new Memory(low, high), p, c.globalIdx);
  }

  static void forward(Memory h, IntArray p, int i) {
    float a = h.get(p.get(3) + i), b = h.get(p.get(4) + i);
    float y = 0;
    switch (p.get(1)) {
      case ADD :
        y = a + b;
        break;
      case SUBTRACT :
        y = a - b;
        break;
      case MULTIPLY :
        y = times(a, b);
        break;
      case DIVIDE :
        y = over(a, b);
        break;
      case MINIMUM :
        y = atMost(a, b) ? a : b;
        break;
      case MAXIMUM :
        y = atMost(b, a) ? a : b;
        break;
      case AFFINE :
        y = fma(a, h.number(p.get(5)), h.number(p.get(6)));
        break;
      case CLAMP :
        y = a < h.number(p.get(5)) ? h.number(p.get(5)) : a > h.number(p.get(6)) ? h.number(p.get(6)) : a;
        break;
      case EXP :
        y = DeviceElementary.exponential(a);
        break;
      case LOG :
        y = DeviceElementary.logarithm(a);
        break;
      case SIGMOID :
        y = DeviceElementary.sigmoid(a);
        break;
      case SILU :
        y = DeviceElementary.silu(a);
        break;
      case SWI_GLU :
        y = times(DeviceElementary.silu(a), b);
        break;
      default :
        break;
    }
    h.set(p.get(2) + i, y);
  }

  static void runBackward(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) backward(new Memory(low, high), p, c.globalIdx);
  }

  static void backward(Memory h, IntArray p, int i) {
    int at = p.get(2) + i, other = p.get(3) + i;                  // dx, or da and db
    float d = h.get(at), dy = h.get(p.get(4) + i), a = h.get(p.get(5) + i), b = h.get(p.get(6) + i);
    switch (p.get(1)) {
      case ADD_TO :
        h.set(at, d + dy);
        break;
      case ADD_SCALED :
        h.set(at, fma(dy, h.number(p.get(7)), d));
        break;
      case ADD_PRODUCT :
        h.set(at, fma(dy, a, d));
        break;
      case DIVIDE_BACKWARD :                                      // a is the quotient
        float share = over(dy, b);
        h.set(at, d + share);
        h.set(other, fma(Exact.minus(share), a, h.get(other)));
        break;
      case MINIMUM_BACKWARD :
        if (atMost(a, b)) h.set(at, d + dy);
        else
          h.set(other, h.get(other) + dy);
        break;
      case MAXIMUM_BACKWARD :
        if (atMost(b, a)) h.set(at, d + dy);
        else
          h.set(other, h.get(other) + dy);
        break;
      case CLAMP_BACKWARD :
        if (atMost(h.number(p.get(7)), a) && atMost(a, h.number(p.get(8)))) h.set(at, d + dy);
        break;
      case LOG_BACKWARD :
        h.set(at, d + over(dy, a));
        break;
      case SIGMOID_BACKWARD :
        h.set(at, fma(dy, times(a, 1 - a), d));
        break;
      case SILU_BACKWARD :
        h.set(at, fma(dy, DeviceElementary.siluSlope(a), d));
        break;
      case SWI_GLU_BACKWARD :                                     // a is the gate, b is up; p[7] is 0 to assign
        float gate = p.get(7) != 0 ? d : 0f, up = p.get(7) != 0 ? h.get(other) : 0f;
        h.set(at, fma(times(dy, b), DeviceElementary.siluSlope(a), gate));
        h.set(other, fma(dy, DeviceElementary.silu(a), up));
        break;
      default :
        break;
    }
  }

  private void forward(int operation, Floats y, Floats a, Floats b, long n, float... numbers) {
    int pa = gpu.in(a), pb = gpu.in(b);
    gpu.run(FORWARD, n, new int[]{operation, gpu.out(y), pa, pb}, numbers);
  }

  private void backward(int operation, Floats da, Floats db, Floats dy, Floats a, Floats b, long n,
      float... numbers) {
    int pdy = gpu.in(dy), pa = gpu.in(a), pb = gpu.in(b);
    gpu.run(BACKWARD, n, new int[]{operation, gpu.inOut(da), gpu.inOut(db), pdy, pa, pb}, numbers);
  }

  @Override public void add(Floats y, Floats a, Floats b, long n) { forward(ADD, y, a, b, n); }

  @Override public void subtract(Floats y, Floats a, Floats b, long n) { forward(SUBTRACT, y, a, b, n); }

  @Override public void multiply(Floats y, Floats a, Floats b, long n) { forward(MULTIPLY, y, a, b, n); }

  @Override public void divide(Floats y, Floats a, Floats b, long n) { forward(DIVIDE, y, a, b, n); }

  @Override public void minimum(Floats y, Floats a, Floats b, long n) { forward(MINIMUM, y, a, b, n); }

  @Override public void maximum(Floats y, Floats a, Floats b, long n) { forward(MAXIMUM, y, a, b, n); }

  @Override public void affine(Floats y, Floats x, float factor, float offset, long n) {
    forward(AFFINE, y, x, x, n, factor, offset);
  }

  @Override public void clamp(Floats y, Floats x, float low, float high, long n) {
    forward(CLAMP, y, x, x, n, low, high);
  }

  @Override public void exp(Floats y, Floats x, long n) { forward(EXP, y, x, x, n); }

  @Override public void log(Floats y, Floats x, long n) { forward(LOG, y, x, x, n); }

  @Override public void sigmoid(Floats y, Floats x, long n) { forward(SIGMOID, y, x, x, n); }

  @Override public void silu(Floats y, Floats x, long n) { forward(SILU, y, x, x, n); }

  @Override public void swiGlu(Floats y, Floats gate, Floats up, long n) { forward(SWI_GLU, y, gate, up, n); }

  @Override public void addTo(Floats dx, Floats dy, long n) { backward(ADD_TO, dx, dx, dy, dy, dy, n); }

  @Override public void addScaled(Floats dx, Floats dy, float factor, long n) {
    backward(ADD_SCALED, dx, dx, dy, dy, dy, n, factor);
  }

  @Override public void addProduct(Floats dx, Floats dy, Floats y, long n) {
    backward(ADD_PRODUCT, dx, dx, dy, y, y, n);
  }

  @Override public void divideBackward(Floats da, Floats db, Floats dy, Floats y, Floats b, long n) {
    backward(DIVIDE_BACKWARD, da, db, dy, y, b, n);
  }

  @Override public void minimumBackward(Floats da, Floats db, Floats dy, Floats a, Floats b, long n) {
    backward(MINIMUM_BACKWARD, da, db, dy, a, b, n);
  }

  @Override public void maximumBackward(Floats da, Floats db, Floats dy, Floats a, Floats b, long n) {
    backward(MAXIMUM_BACKWARD, da, db, dy, a, b, n);
  }

  @Override public void clampBackward(Floats dx, Floats dy, Floats x, float low, float high, long n) {
    backward(CLAMP_BACKWARD, dx, dx, dy, x, x, n, low, high);
  }

  @Override public void logBackward(Floats dx, Floats dy, Floats x, long n) {
    backward(LOG_BACKWARD, dx, dx, dy, x, x, n);
  }

  @Override public void sigmoidBackward(Floats dx, Floats dy, Floats y, long n) {
    backward(SIGMOID_BACKWARD, dx, dx, dy, y, y, n);
  }

  @Override public void siluBackward(Floats dx, Floats dy, Floats x, long n) {
    backward(SILU_BACKWARD, dx, dx, dy, x, x, n);
  }

  @Override public void swiGluBackward(Floats dgate, Floats dup, Floats dy, Floats gate, Floats up, long n,
      boolean accumulate) {
    int pdy = gpu.in(dy), pgate = gpu.in(gate), pup = gpu.in(up);
    int[] places = {SWI_GLU_BACKWARD, gpu.result(dgate, accumulate), gpu.result(dup, accumulate), pdy, pgate,
        pup, accumulate ? 1 : 0};
    gpu.run(BACKWARD, n, places);
  }
}
