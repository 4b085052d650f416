/// Tensors and the device they live on. Start with [Tensor] and [Device].
package zerograd.tensor;
