package zerograd.autograd;

/// An operation of your own: a record whose factory computes the result and hands it to [Tape#record].
///
///     record CubeOp(Variable x) implements CustomOp {
///
///       static Variable of(Variable x) {
///         Tensor y = Tensor.empty(x.shape());
///         for (long i = 0; i < x.shape().size(); i++) y.data().set(i, cube(x.value().data().get(i)));
///         return Tape.record(y, new CubeOp(x), x);
///       }
///
///       public void backward(Tensor dy) {
///         if (!x.needsGradient()) return;
///         Floats dx = x.gradient().data();
///         for (long i = 0; i < dx.length(); i++) {
///           dx.set(i, dx.get(i) + dy.data().get(i) * slope(x.value().data().get(i)));
///         }
///       }
///     }
///
/// Two rules: `backward` *adds* to gradients, since a variable may have several consumers, and it uses
/// tensors, not variables. `zerograd.testkit` checks such an operation against the derivative of its formula
/// in double.
public non-sealed interface CustomOp extends Op {
}
