/// The kernels on a GPU, through TornadoVM: written in Java, compiled for the device when they are first used.
///
/// [zerograd.tornado.Kernel] says what a kernel looks like, [zerograd.tornado.Gpu] where its operands are, and every family of
/// [zerograd.tensor.kernels.Kernels] has one file here. Each number is one thread's chain in the order of the numeric contract.
package zerograd.tornado;
