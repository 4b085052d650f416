/// The parts of the `eval` command: where benchmarks are found, and how an exam is held and shown.
package zerograd.cli.eval;
