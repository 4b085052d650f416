package zerograd.tensor;

import java.util.Optional;
import zerograd.core.Scope;
import zerograd.core.Workers;
import zerograd.core.Workspace;
import zerograd.tensor.kernels.Kernels;

/// Memory, threads and kernels, together: where tensors are made and computed.
///
/// A device is ambient: code that makes tensors runs inside [#run], which opens a named scope and ends it, with all tensors
/// made in it, when the code returns.
///
///     try (var device = Device.cpu()) {
///       device.run("model", () -> {              // weights live here
///         for (…) device.run("step", () -> …);   // activations live there
///       });
///     }
///
/// An inner scope may write into an outer scope's tensors and cannot outlive it.
public final class Device implements AutoCloseable {

  private record Binding(Device device, Scope scope) {}

  private static final ScopedValue<Binding> CURRENT = ScopedValue.newInstance();

  /// Memory that any machine has, in bytes.
  private static final long UNASKED_BYTES = 256L << 20;

  private final Workspace workspace;
  private final Workers workers;
  private volatile Kernels kernels;                       // better ones come as they are compiled
  private Accelerator accelerator;                        // null on the processor
  private Runnable beforeClose = () -> {
  };

  private Device(Workspace workspace, Workers workers, Kernels kernels) {
    this.workspace = workspace;
    this.workers = workers;
    this.kernels = kernels;
  }

  /// This machine's processor: all its cores, the fastest kernels that run here, up to nine tenths of its memory.
  public static Device cpu() { return cpu(Runtime.getRuntime().availableProcessors()); }

  /// This machine's processor with a given number of threads.
  ///
  /// Its kernels are the reference's until faster ones have been compiled, one to three seconds after the start of the JVM; to
  /// have these from the first call, name them.
  public static Device cpu(int threads) {
    Workers workers = new Workers(threads);
    Device device = new Device(mostOfTheMachine(), workers, null);
    Kernels.fastest(workers, kernels -> device.kernels = kernels);
    return device;
  }

  /// A device with named kernels (see [Kernels#named]) and a limit on its memory.
  public static Device cpu(int threads, String kernels, long limitBytes) {
    Workers workers = new Workers(threads);
    return new Device(new Workspace(limitBytes), workers, Kernels.named(kernels, workers));
  }

  /// A device with kernels of the caller's choice, say one family of the reference replaced.
  public static Device with(Workers workers, Kernels kernels) {
    return new Device(mostOfTheMachine(), workers, kernels);
  }

  /// A machine with memory of its own: all tensors have a place there, and are carried over when the processor asks for them. The
  /// device closes it.
  public static Device on(Accelerator accelerator, int threads) {
    Workspace workspace = new Workspace(accelerator.memoryBytes(), accelerator.mirror());
    Device device = new Device(workspace, new Workers(threads), accelerator.kernels());
    device.accelerator = accelerator;
    return device;
  }

  private static Workspace mostOfTheMachine() {
    return new Workspace(UNASKED_BYTES, () -> memoryBytes() / 10 * 9);
  }

  /// The machine's memory, in bytes.
  public static long memoryBytes() {
    var system = java.lang.management.ManagementFactory.getOperatingSystemMXBean();
    return system instanceof com.sun.management.OperatingSystemMXBean bean
        ? bean.getTotalMemorySize()
        : 4L << 30;
  }

  /// What [#run] runs.
  @FunctionalInterface
  public interface Body<X extends Throwable> {
    void run() throws X;
  }

  /// Runs `body` in a new scope called `scope`; what it throws is thrown.
  public <X extends Throwable> void run(String scope, Body<X> body) throws X {
    call(scope, () -> {
      body.run();
      return null;
    });
  }

  /// Runs `body` in a new scope called `scope` and returns its result, which should not be a tensor made in it; what it throws
  /// is thrown.
  public <T, X extends Throwable> T call(String scope, ScopedValue.CallableOp<T, X> body) throws X {
    try (Scope opened = new Scope(scope, workspace)) {
      return ScopedValue.where(CURRENT, new Binding(this, opened)).call(body);
    }
  }

  /// The device in use on this thread.
  ///
  /// @throws IllegalStateException if there is none
  public static Device current() { return binding().device; }

  /// The kernels of the device in use.
  public static Kernels kernels() { return binding().device.kernels; }

  /// The innermost scope, where new tensors go.
  public static Scope scope() { return binding().scope; }

  private static Binding binding() {
    if (!CURRENT.isBound()) {
      throw new IllegalStateException(
          "no device is in use on this thread; wrap the call in device.run(\"…\", …)");
    }
    return CURRENT.get();
  }

  public Workspace workspace() { return workspace; }

  public Workers workers() { return workers; }

  /// Whether a machine beside the processor computes.
  public boolean isAccelerated() { return accelerator != null; }

  /// The machine beside the processor that computes, if there is one.
  public Optional<Accelerator> accelerator() { return Optional.ofNullable(accelerator); }

  /// Has `last` done before the memory is freed.
  public Device beforeClose(Runnable last) {
    beforeClose = last;
    return this;
  }

  /// Stops the threads and frees the memory.
  @Override public void close() {
    beforeClose.run();
    workers.close();
    workspace.close();
    if (accelerator != null) accelerator.close();
  }

  @Override public String toString() {
    return "Device[" + (accelerator == null ? kernels.name() : accelerator.description()) + ", "
        + workers.threads() + " threads]";
  }
}
