/// What a backend owes: one interface per family of kernels, and [zerograd.tensor.kernels.Kernels], the record of them.
///
/// Kernels see runs of numbers and sizes, never tensors. The signature order is always: results, what is kept for the
/// backward pass, inputs, sizes (capital letters as in the formulas), scalars. Forward kernels assign their results,
/// backward kernels add to theirs. Every kernel is *defined* by its class in `kernels.reference`, a page of plain loops; any
/// other implementation must give the same bits.
package zerograd.tensor.kernels;
