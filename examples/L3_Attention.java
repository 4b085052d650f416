import module zerograd.autograd;

/// Lesson 3: attention, drawn. Each of eight positions looks at itself and what came before; darker is more.
///
///     s[t, j] = q[t] · k[j] / √d        p[t] = softmax over j ≤ t of s[t]        y[t] = Σⱼ p[t, j] v[j]
///
/// The probabilities are first computed in the open, from a matrix product, a mask and a softmax, and multiplied with the
/// values; then the fused operation that the transformer uses gives the same y.
void main() {
  int T = 8, d = 16;
  try (var device = Device.cpu(1)) {
    device.run("lesson", () -> {
      Variable q = random(T, d, 0), k = random(T, d, 1), v = random(T, d, 2);

      var future = Tensor.zeros(new Shape(T, T));
      for (int t = 0; t < T; t++) for (int j = t + 1; j < T; j++) future.set(Float.NEGATIVE_INFINITY, t, j);
      Variable s = q.linear(k).times((float) (1 / Math.sqrt(d))).plus(Variable.constant(future));   // (T, T)
      Variable p = s.logSoftmax().exp();
      draw(p.value(), T);

      Variable inTheOpen = p.linear(transposed(v));                                                 // (T, d)
      var heads = new AttentionKernel.Heads(1, 1, d, 0, (float) (1 / Math.sqrt(d)));
      var starts = Device.scope().ints(2);
      starts.copyFrom(new int[] {0, T});
      Variable fused = AttentionOp.of(q.reshape(new Shape(T, 1, d)), k.reshape(new Shape(T, 1, d)),
        v.reshape(new Shape(T, 1, d)), starts, heads);

      float difference = 0;
      for (int t = 0; t < T; t++) {
        for (int i = 0; i < d; i++) {
          difference = Math.max(difference, Math.abs(inTheOpen.value().get(t, i) - fused.value().get(t, 0, i)));
        }
      }
      IO.println("largest difference to the fused operation: " + (difference < 1e-6f ? "below 1e-6" : difference));
    });
  }
}

void draw(Tensor p, int T) {
  for (int t = 0; t < T; t++) {
    var line = new StringBuilder("position " + t + "  ");
    for (int j = 0; j < T; j++) line.append(" ░▒▓█".charAt(Math.min(4, (int) (p.get(t, j) * 8)))).append(' ');
    IO.println(line.toString().stripTrailing());
  }
}

Variable random(int rows, int columns, int which) {
  var x = Tensor.empty(new Shape(rows, columns));
  for (int t = 0; t < rows; t++) {
    for (int i = 0; i < columns; i++) {
      x.set((float) Philox.normal(7, Philox.Stream.OTHER, 0, which, t, i), t, i);
    }
  }
  return Variable.constant(x);
}

Variable transposed(Variable x) {
  int rows = x.shape().dim(0), columns = x.shape().dim(1);
  var y = Tensor.empty(new Shape(columns, rows));
  for (int t = 0; t < rows; t++) for (int i = 0; i < columns; i++) y.set(x.value().get(t, i), i, t);
  return Variable.constant(y);
}
