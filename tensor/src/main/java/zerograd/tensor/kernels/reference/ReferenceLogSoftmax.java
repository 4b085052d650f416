package zerograd.tensor.kernels.reference;

import zerograd.core.Floats;
import zerograd.core.Ints;
import zerograd.tensor.kernels.Elementary;
import zerograd.tensor.kernels.LogSoftmaxKernel;

/// Log-softmax over whole rows.
public final class ReferenceLogSoftmax implements LogSoftmaxKernel {

  @Override public void forward(Floats y, Floats x, int N, int V) {
    for (int n = 0; n < N; n++) {
      long row = (long) n * V;
      float max = Float.NEGATIVE_INFINITY;
      for (int v = 0; v < V; v++) max = Math.max(max, x.get(row + v));

      Lanes16 sum = new Lanes16();
      for (int v = 0; v < V; v++) sum.add(v, Elementary.exp(x.get(row + v) - max));
      float logSum = Elementary.log(sum.combine());

      for (int v = 0; v < V; v++) y.set(row + v, (x.get(row + v) - max) - logSum);
    }
  }

  @Override public void backward(Floats dx, Floats dy, Floats y, int N, int V) {
    for (int n = 0; n < N; n++) {
      long row = (long) n * V;
      Lanes16 sum = new Lanes16();
      for (int v = 0; v < V; v++) sum.add(v, dy.get(row + v));
      float total = sum.combine();

      for (int v = 0; v < V; v++) {
        float p = Elementary.exp(y.get(row + v));
        dx.set(row + v, dx.get(row + v) + Math.fma(-p, total, dy.get(row + v)));
      }
    }
  }

  @Override public void pick(Floats y, Floats x, Ints ids, int N, int V) {
    for (int n = 0; n < N; n++) y.set(n, x.get((long) n * V + ids.get(n)));
  }

  @Override public void pickBackward(Floats dx, Floats dy, Ints ids, int N, int V) {
    for (int n = 0; n < N; n++) {
      long place = (long) n * V + ids.get(n);
      dx.set(place, dx.get(place) + dy.get(n));
    }
  }
}
