package zerograd.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;
import zerograd.tensor.kernels.AdamWKernel;
import zerograd.tensor.kernels.AttentionKernel;
import zerograd.tensor.kernels.ElementwiseKernel;
import zerograd.tensor.kernels.EmbeddingKernel;
import zerograd.tensor.kernels.FrozenLinearKernel;
import zerograd.tensor.kernels.Kernels;
import zerograd.tensor.kernels.LinearKernel;
import zerograd.tensor.kernels.LogSoftmaxKernel;
import zerograd.tensor.kernels.ReduceKernel;
import zerograd.tensor.kernels.RmsNormKernel;
import zerograd.tensor.kernels.RopeKernel;
import zerograd.tensor.kernels.TokenLogProbsKernel;

/// How long each kernel of a backend is at work, and how many bytes it leaves on the heap: the backend again, with a stopwatch
/// around every method.
///
/// For one thread that calls kernels. A call costs a microsecond or two more once the stopwatch has been started.
final class KernelTimes {

  private static final class Times {
    long nanos;
    long calls;
    long bytes;
  }

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Map<String, Times> byKernel = new TreeMap<>();
  private boolean running;

  /// `kernels`, measured.
  Kernels around(Kernels kernels) {
    return new Kernels(kernels.name(), timed(ElementwiseKernel.class, kernels.elementwise()),
        timed(ReduceKernel.class, kernels.reduce()), timed(LinearKernel.class, kernels.linear()),
        timed(FrozenLinearKernel.class, kernels.frozenLinear()),
        timed(RmsNormKernel.class, kernels.rmsNorm()), timed(RopeKernel.class, kernels.rope()),
        timed(AttentionKernel.class, kernels.attention()), timed(EmbeddingKernel.class, kernels.embedding()),
        timed(LogSoftmaxKernel.class, kernels.logSoftmax()),
        timed(TokenLogProbsKernel.class, kernels.tokenLogProbs()),
        timed(AdamWKernel.class, kernels.adamW()));
  }

  private <K> K timed(Class<K> family, K kernel) {
    String name = family.getSimpleName().replace("Kernel", ".");
    return family.cast(Proxy.newProxyInstance(family.getClassLoader(), new Class<?>[]{family},
        (_, method, arguments) -> call(name, kernel, method, arguments)));
  }

  private Object call(String family, Object kernel, Method method, Object[] arguments) throws Throwable {
    long bytes = running ? threads.getTotalThreadAllocatedBytes() : 0,
        began = running ? System.nanoTime() : 0;
    try {
      return method.invoke(kernel, arguments);
    } catch (InvocationTargetException failed) {
      throw failed.getCause();
    } finally {
      if (running) {
        Times times = byKernel.computeIfAbsent(family + method.getName(), _ -> new Times());
        times.nanos += System.nanoTime() - began;
        times.bytes += threads.getTotalThreadAllocatedBytes() - bytes;
        times.calls++;
      }
    }
  }

  /// Starts the stopwatch.
  void start() { running = true; }

  /// Milliseconds in all kernels.
  double millis() { return byKernel.values().stream().mapToLong(times -> times.nanos).sum() / 1e6; }

  /// A line for each kernel that was called, the longest at work first, as means over `steps`.
  String table(int steps) {
    StringBuilder lines = new StringBuilder();
    byKernel.entrySet().stream().sorted((a, b) -> Long.compare(b.getValue().nanos, a.getValue().nanos))
        .forEach(entry -> lines
            .append("  %-32s %9.3f ms %6d calls %,12d bytes allocated%n".formatted(entry.getKey(),
                entry.getValue().nanos / 1e6 / steps, entry.getValue().calls / steps,
                entry.getValue().bytes / steps)));
    return lines.toString();
  }
}
