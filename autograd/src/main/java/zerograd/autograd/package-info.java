/// Reverse-mode differentiation: values that remember where they came from.
///
/// Start with [zerograd.autograd.Tape], whose `backward` is the whole algorithm in ten lines, then
/// [zerograd.autograd.Variable] and any file of [zerograd.autograd.ops]. Gradients accumulate in place, in
/// the reverse order of execution: the last consumer of a value adds to its gradient first.
package zerograd.autograd;
