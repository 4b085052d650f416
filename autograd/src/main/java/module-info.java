/// How a gradient flows back, and how it changes a weight.
module zerograd.autograd {
  requires transitive zerograd.tensor;

  exports zerograd.autograd;
  exports zerograd.autograd.ops;
  exports zerograd.autograd.optim;
}
