/// One record per operation: its components are what the backward pass needs, its factory `of` checks shapes
/// and runs forward, its one method runs backward.
///
/// The formulas are in the files; the arithmetic is in `zerograd.tensor.kernels`. `backward` adds to the
/// gradients of the inputs that need one and does no work for the others.
package zerograd.autograd.ops;
