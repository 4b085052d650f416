/// What a tensor is, and how each thing is computed.
module zerograd.tensor {
  requires transitive zerograd.core;
  requires static jdk.incubator.vector;   // only kernels.vector touches it
  requires java.management;
  requires jdk.management;

  exports zerograd.tensor;
  exports zerograd.tensor.kernels;

  uses zerograd.tensor.AcceleratorProvider;
  uses zerograd.tensor.kernels.KernelsProvider;
  provides zerograd.tensor.kernels.KernelsProvider
      with zerograd.tensor.kernels.vector.VectorKernelsProvider;
}
