/// The definition of every number this library computes: plain loops on one thread, written to be read.
///
/// These are the numeric contract. They use `Math.fma` exactly where the contract has one rounding and `*`, `+` where it has
/// two, and go through each sum in the contract's order. They are never made clever; the fast kernels are tested against
/// them, bit for bit.
package zerograd.tensor.kernels.reference;
