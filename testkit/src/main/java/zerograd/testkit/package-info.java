/// Assertions for people who test their own operations.
///
/// Start with [zerograd.testkit.GradientCheck], which holds an operation and its gradient against its formula
/// restated in double. [zerograd.testkit.TensorAssertions] compares numbers, within a bound or bit for bit.
/// Failures are `AssertionError`s; no test framework is needed.
package zerograd.testkit;
