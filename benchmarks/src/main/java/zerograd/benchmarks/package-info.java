/// How fast the kernels are: JMH benchmarks, one for each family, and programs that compare with the machine's own limit.
///
/// [LinearSpeed] is the one to start with; [StepSpeed] takes a whole training step apart, [RolloutSpeed] a rollout. JMH's are
/// run with
///
///     java --add-modules jdk.incubator.vector -cp … org.openjdk.jmh.Main AttentionBenchmark
package zerograd.benchmarks;
