/// How fast the kernels are: JMH benchmarks, and programs that compare a kernel with the machine's own limit.
///
/// [LinearSpeed] is the one to start with; [StepSpeed] takes a whole training step apart. JMH's are run with
///
///     java --add-modules jdk.incubator.vector -cp … org.openjdk.jmh.Main LinearBenchmark
package zerograd.benchmarks;
