/// A program that uses Zerograd.
module example.consumer {
  requires zerograd.autograd;
}
