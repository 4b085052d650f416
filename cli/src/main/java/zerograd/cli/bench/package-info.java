/// `./zerograd bench`: how fast this machine computes, and what share of its limits that is.
///
/// [zerograd.cli.bench.Workload] lists what models are measured at, [zerograd.cli.bench.ModelBenchmark] takes the machine's
/// limits beside it, and [zerograd.cli.bench.GemmBenchmark] measures the matrix products under all of it. Each makes
/// [zerograd.cli.bench.BenchRow]s.
package zerograd.cli.bench;
