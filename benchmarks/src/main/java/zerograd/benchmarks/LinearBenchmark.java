package zerograd.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import zerograd.core.Workers;
import zerograd.core.Workspace;
import zerograd.tensor.kernels.vector.VectorLinear;

/// Microseconds for each product of a linear layer of `w (M, K)` over N tokens.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"--add-modules", "jdk.incubator.vector",
    "--enable-native-access=ALL-UNNAMED"})
public class LinearBenchmark {

  @Param({"512x896x896", "1024x128x128", "1024x384x128", "1x896x896", "8x896x896"})
  String size;

  @Param({"1", "2"})
  int threads;

  private Workers workers;
  private Workspace workspace;
  private VectorLinear kernel;
  private LinearProblem problem;

  @Setup public void make() {
    workers = new Workers(threads);
    workspace = new Workspace(1L << 30);
    kernel = new VectorLinear(workers);
    kernel.awaitCompiled();
    String[] sizes = size.split("x");
    problem = LinearProblem.of(new zerograd.core.Scope("benchmark", workspace), kernel,
        Integer.parseInt(sizes[0]), Integer.parseInt(sizes[1]), Integer.parseInt(sizes[2]));
  }

  @TearDown public void close() {
    workers.close();
    workspace.close();
  }

  @Benchmark public void forward() { problem.forward(kernel); }

  @Benchmark public void forwardPacked() { problem.forwardPacked(kernel); }

  @Benchmark public void backwardInput() { problem.backwardInput(kernel); }

  @Benchmark public void backwardWeight() { problem.backwardWeight(kernel); }
}
