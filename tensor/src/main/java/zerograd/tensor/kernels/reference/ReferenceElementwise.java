package zerograd.tensor.kernels.reference;

import zerograd.core.Floats;
import zerograd.tensor.kernels.Elementary;
import zerograd.tensor.kernels.ElementwiseKernel;

/// Arithmetic on numbers at the same place.
public final class ReferenceElementwise implements ElementwiseKernel {

  @Override public void add(Floats y, Floats a, Floats b, long n) {
    for (long i = 0; i < n; i++) y.set(i, a.get(i) + b.get(i));
  }

  @Override public void subtract(Floats y, Floats a, Floats b, long n) {
    for (long i = 0; i < n; i++) y.set(i, a.get(i) - b.get(i));
  }

  @Override public void multiply(Floats y, Floats a, Floats b, long n) {
    for (long i = 0; i < n; i++) y.set(i, a.get(i) * b.get(i));
  }

  @Override public void divide(Floats y, Floats a, Floats b, long n) {
    for (long i = 0; i < n; i++) y.set(i, a.get(i) / b.get(i));
  }

  @Override public void minimum(Floats y, Floats a, Floats b, long n) {
    for (long i = 0; i < n; i++) y.set(i, a.get(i) <= b.get(i) ? a.get(i) : b.get(i));
  }

  @Override public void maximum(Floats y, Floats a, Floats b, long n) {
    for (long i = 0; i < n; i++) y.set(i, a.get(i) >= b.get(i) ? a.get(i) : b.get(i));
  }

  @Override public void affine(Floats y, Floats x, float factor, float offset, long n) {
    for (long i = 0; i < n; i++) y.set(i, Math.fma(x.get(i), factor, offset));
  }

  @Override public void clamp(Floats y, Floats x, float low, float high, long n) {
    for (long i = 0; i < n; i++) y.set(i, x.get(i) < low ? low : x.get(i) > high ? high : x.get(i));
  }

  @Override public void exp(Floats y, Floats x, long n) {
    for (long i = 0; i < n; i++) y.set(i, Elementary.exp(x.get(i)));
  }

  @Override public void log(Floats y, Floats x, long n) {
    for (long i = 0; i < n; i++) y.set(i, Elementary.log(x.get(i)));
  }

  @Override public void sigmoid(Floats y, Floats x, long n) {
    for (long i = 0; i < n; i++) y.set(i, Elementary.sigmoid(x.get(i)));
  }

  @Override public void silu(Floats y, Floats x, long n) {
    for (long i = 0; i < n; i++) y.set(i, Elementary.silu(x.get(i)));
  }

  @Override public void swiGlu(Floats y, Floats gate, Floats up, long n) {
    for (long i = 0; i < n; i++) y.set(i, Elementary.silu(gate.get(i)) * up.get(i));
  }

  @Override public void addTo(Floats dx, Floats dy, long n) {
    for (long i = 0; i < n; i++) dx.set(i, dx.get(i) + dy.get(i));
  }

  @Override public void addScaled(Floats dx, Floats dy, float factor, long n) {
    for (long i = 0; i < n; i++) dx.set(i, Math.fma(dy.get(i), factor, dx.get(i)));
  }

  @Override public void addProduct(Floats dx, Floats dy, Floats y, long n) {
    for (long i = 0; i < n; i++) dx.set(i, Math.fma(dy.get(i), y.get(i), dx.get(i)));
  }

  @Override public void divideBackward(Floats da, Floats db, Floats dy, Floats y, Floats b, long n) {
    for (long i = 0; i < n; i++) {
      float share = dy.get(i) / b.get(i);
      da.set(i, da.get(i) + share);
      db.set(i, Math.fma(-share, y.get(i), db.get(i)));
    }
  }

  @Override public void minimumBackward(Floats da, Floats db, Floats dy, Floats a, Floats b, long n) {
    for (long i = 0; i < n; i++) {
      Floats chosen = a.get(i) <= b.get(i) ? da : db;
      chosen.set(i, chosen.get(i) + dy.get(i));
    }
  }

  @Override public void maximumBackward(Floats da, Floats db, Floats dy, Floats a, Floats b, long n) {
    for (long i = 0; i < n; i++) {
      Floats chosen = a.get(i) >= b.get(i) ? da : db;
      chosen.set(i, chosen.get(i) + dy.get(i));
    }
  }

  @Override public void clampBackward(Floats dx, Floats dy, Floats x, float low, float high, long n) {
    for (long i = 0; i < n; i++) {
      if (low <= x.get(i) && x.get(i) <= high) dx.set(i, dx.get(i) + dy.get(i));
    }
  }

  @Override public void logBackward(Floats dx, Floats dy, Floats x, long n) {
    for (long i = 0; i < n; i++) dx.set(i, dx.get(i) + dy.get(i) / x.get(i));
  }

  @Override public void sigmoidBackward(Floats dx, Floats dy, Floats y, long n) {
    for (long i = 0; i < n; i++) dx.set(i, Math.fma(dy.get(i), y.get(i) * (1 - y.get(i)), dx.get(i)));
  }

  @Override public void siluBackward(Floats dx, Floats dy, Floats x, long n) {
    for (long i = 0; i < n; i++) dx.set(i, Math.fma(dy.get(i), Elementary.siluSlope(x.get(i)), dx.get(i)));
  }

  @Override public void swiGluBackward(Floats dgate, Floats dup, Floats dy, Floats gate, Floats up, long n,
      boolean accumulate) {
    for (long i = 0; i < n; i++) {
      float g = gate.get(i);
      dgate.set(i, Math.fma(dy.get(i) * up.get(i), Elementary.siluSlope(g), accumulate ? dgate.get(i) : 0));
      dup.set(i, Math.fma(dy.get(i), Elementary.silu(g), accumulate ? dup.get(i) : 0));
    }
  }
}
