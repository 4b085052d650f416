/// Fuzzing guided by coverage: inputs that reach something new are kept and changed again.
///
/// Start with [FuzzTarget], what is to be written for a parser, and [Fuzzer], which runs it. [CoverageLoader] loads the
/// classes under test with a counter in every block, [Coverage] counts, [Mutator] changes inputs.
package zerograd.testkit.fuzz;
