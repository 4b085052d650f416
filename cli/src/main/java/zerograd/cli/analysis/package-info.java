/// The parts of the `analyze` command: where responses are read, and how what was found in them is written and drawn.
package zerograd.cli.analysis;
