package zerograd.tornado;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import uk.ac.manchester.tornado.api.GridScheduler;
import uk.ac.manchester.tornado.api.ImmutableTaskGraph;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.TaskGraph;
import uk.ac.manchester.tornado.api.TornadoExecutionPlan;
import uk.ac.manchester.tornado.api.WorkerGrid1D;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.DataTransferMode;
import uk.ac.manchester.tornado.api.exceptions.TornadoMemoryException;
import uk.ac.manchester.tornado.api.exceptions.TornadoOutOfMemoryException;
import uk.ac.manchester.tornado.api.types.arrays.DoubleArray;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import uk.ac.manchester.tornado.api.types.arrays.TornadoNativeArray;

/// A device behind TornadoVM: one execution plan, in which every kernel is a task graph of its own.
///
/// All graphs pass the memory on, each to whichever runs next, so it is never copied. Sizes and places travel in `p`, and the
/// number of threads is set for each call; so a kernel is compiled at its first call, and never again.
final class TornadoMachine implements Machine {

  /*
   * All graphs have one name, and so have their tasks. TornadoVM notes for each graph by the name of which other it got the memory,
   * and searches these notes, and the names in the scheduler, at every call.
   */
  private static final String GRAPH = "zerograd", TASK = "run";
  /// Threads of a group, if the kernel does not say.
  private static final int GROUP = 64;
  /// Numbers of `p`.
  private static final int PLACES = 32;
  /// Numbers that cross together: a transfer carries all of its stage, so there are several.
  private static final int[] STAGES = {1 << 8, 1 << 12, 1 << 16, 1 << 20};
  /// Sums that come back together.
  private static final int[] SUMS = {1 << 5, TornadoReduce.ROWS};

  /// One graph of the plan: its number, and how many threads of its kernel are a group.
  private record Slot(String name, int number, int group) {}

  /// Where numbers wait for the graphs that carry them to the device and back.
  private record Stage(FloatArray numbers, Slot put, Slot get) {}

  /// Where sums come back to, and the graph that makes them.
  private record Sums(DoubleArray sums, Slot slot) {}

  private final TornadoDevice device;
  private final Arena arena = Arena.ofShared();
  private final FloatArray low, high;
  private final IntArray p = new IntArray(PLACES);

  private final List<ImmutableTaskGraph> graphs = new ArrayList<>();
  private final WorkerGrid1D threads = new WorkerGrid1D(GROUP);
  private final Map<Kernel, Slot> kernels = new IdentityHashMap<>();
  private final Slot begin;
  private final List<Stage> stages = new ArrayList<>();
  private final List<Sums> sumsInDouble = new ArrayList<>();
  private final Slot library;                             // null if there is none
  private final String lacksLibraryBecause;
  private final TornadoExecutionPlan plan;
  private final BitSet compiled = new BitSet();            // numbers of graphs that have run
  private long compiling;                                  // nanoseconds of their first runs

  /// Takes memory for `lowFloats` and `highFloats` numbers on a device, at least one of each; the reason why there is no library is
  /// null if there is one.
  ///
  /// @throws IllegalStateException if that fails, with the reason in a sentence
  TornadoMachine(TornadoDevice device, int lowFloats, int highFloats, List<Kernel> all,
      String lacksLibraryBecause) {
    this.device = device;
    this.lacksLibraryBecause = lacksLibraryBecause;
    low = unused(lowFloats);
    high = unused(highFloats);
    begin = add("begin", new TaskGraph(GRAPH).transferToDevice(DataTransferMode.EVERY_EXECUTION, p)
        .transferToDevice(DataTransferMode.UNDER_DEMAND, low, high)   // taken there, and nothing is carried over
        .task(TASK, Moves::runCopy, new KernelContext(), low, high, p).persistOnDevice(low, high));
    for (int size : STAGES) {
      FloatArray numbers = new FloatArray(size);
      stages.add(new Stage(numbers, put("put" + size, numbers), get("get" + size, numbers)));
    }
    for (int size : SUMS) {
      DoubleArray sums = new DoubleArray(size);
      sumsInDouble.add(new Sums(sums, sums("sums" + size, sums)));
    }
    for (Kernel kernel : all) {
      kernels.put(kernel, add(kernel.name(), kernel.group() == 1 ? GROUP : kernel.group(),
          graph().transferToDevice(DataTransferMode.EVERY_EXECUTION, p)
              .task(TASK, kernel.entry(), new KernelContext(), low, high, p).persistOnDevice(low, high)));
    }
    library = lacksLibraryBecause != null
        ? null
        : add("cuBLAS", GROUP,
            graph().transferToDevice(DataTransferMode.EVERY_EXECUTION, p)
                .libraryTask(TASK, Gemm::task, low, high, p).persistOnDevice(low, high));
    plan = new TornadoExecutionPlan(graphs.toArray(ImmutableTaskGraph[]::new));
    plan.withDevice(device);
    plan.withGridScheduler(new GridScheduler(GRAPH + "." + TASK, threads));
    places(1, 0, 0);
    execute(begin, 1);
  }

  /*
   * TornadoVM wants memory here for every array there. The device's memory is only ever used there, so the pages of a file that
   * was never written stand for it and cost nothing.
   */
  private FloatArray unused(int floats) {
    try {
      Path file = Files.createTempFile("zerograd-gpu", ".empty");
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE)) {
        long bytes = TornadoNativeArray.ARRAY_HEADER + Float.BYTES * (long) floats;
        return FloatArray
            .fromSegmentShallow(channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private TaskGraph graph() { return new TaskGraph(GRAPH).consumeFromDevice(low, high); }

  private Slot put(String name, FloatArray stage) {
    return add(name, graph().transferToDevice(DataTransferMode.EVERY_EXECUTION, p, stage)
        .task(TASK, Moves::runPut, new KernelContext(), low, high, p, stage).persistOnDevice(low, high));
  }

  private Slot get(String name, FloatArray stage) {
    return add(name, graph().transferToDevice(DataTransferMode.EVERY_EXECUTION, p)
        .task(TASK, Moves::runGet, new KernelContext(), low, high, p, stage)
        .transferToHost(DataTransferMode.EVERY_EXECUTION, stage).persistOnDevice(low, high));
  }

  private Slot sums(String name, DoubleArray sums) {
    return add(name, graph().transferToDevice(DataTransferMode.EVERY_EXECUTION, p)
        .task(TASK, TornadoReduce::runSums, new KernelContext(), low, high, p, sums)
        .transferToHost(DataTransferMode.EVERY_EXECUTION, sums).persistOnDevice(low, high));
  }

  private Slot add(String name, TaskGraph graph) { return add(name, GROUP, graph); }

  private Slot add(String name, int group, TaskGraph graph) {
    graphs.add(graph.snapshot());
    return new Slot(name, graphs.size() - 1, group);
  }

  @Override public String description() {
    return device.getTornadoVMBackend() + ", " + device.getPhysicalDevice().getDeviceName().strip();
  }

  @Override public long low() { return low.getSize(); }

  @Override public long high() { return high.getSize(); }

  private void places(int threads, int... places) {
    p.set(0, threads);
    for (int i = 0; i < places.length; i++) p.set(i + 1, places[i]);
  }

  @Override public void run(Kernel kernel, int threads, int... places) {
    places(threads, places);
    execute(kernels.get(kernel), threads);
  }

  @Override public Compiled compiled() { return new Compiled(compiled.cardinality(), compiling / 1e9); }

  @Override public String lacksLibraryBecause() { return lacksLibraryBecause; }

  @Override public void run(Gemm product) {
    places(1, product.places());
    execute(library, 1);
  }

  private void execute(Slot slot, int wanted) {
    threads.setGlobalWork((wanted + slot.group - 1L) / slot.group * slot.group, 1, 1);
    threads.setLocalWork(slot.group, 1, 1);
    boolean compiles = !compiled.get(slot.number);
    long began = compiles ? System.nanoTime() : 0;
    try {
      plan.withGraph(slot.number).execute();
      if (compiles) {
        compiled.set(slot.number);
        compiling += System.nanoTime() - began;
      }
    } catch (TornadoOutOfMemoryException | TornadoMemoryException full) {
      throw new OutOfMemoryError("%s has no room for %,d bytes: %s".formatted(description(),
          Float.BYTES * floats(), reason(full)));
    } catch (RuntimeException | Error failed) {
      System.getLogger("zerograd").log(System.Logger.Level.DEBUG, "kernel " + slot.name, failed);
      throw new IllegalStateException(
          "the kernel \"%s\" does not compile or run on %s: %s".formatted(slot.name,
              description(), reason(failed)));
    }
  }

  /// The innermost message, in one line, without what TornadoVM puts around it.
  static String reason(Throwable failed) {
    Throwable deepest = failed;
    while (deepest.getCause() != null)
      deepest = deepest.getCause();
    String message = deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
    String plain = message.replaceAll("\\u001B\\[[0-9;]*m", "")
        .replaceFirst("(?s)^\\s*Bailout is disabled.*?Reason:", "");
    return plain.strip().lines().findFirst().orElse("no reason was given");
  }

  @Override public double[] sums(int threads, int[] places) {
    Sums place = sumsInDouble.get(threads <= SUMS[0] ? 0 : 1);
    places(threads, places);
    execute(place.slot(), threads);
    double[] result = new double[threads];
    for (int i = 0; i < threads; i++) result[i] = place.sums().get(i);
    return result;
  }

  /// The smallest stage that takes so many numbers, or the largest.
  private Stage stage(long count) {
    return stages.stream().filter(stage -> stage.numbers().getSize() >= count).findFirst()
        .orElse(stages.getLast());
  }

  @Override public void put(long to, MemorySegment from, long offset, long count) {
    for (long done = 0; done < count;) {
      Stage stage = stage(count - done);
      int now = (int) Math.min(stage.numbers().getSize(), count - done);
      MemorySegment.copy(from, offset + Float.BYTES * done, stage.numbers().getSegment(), 0,
          Float.BYTES * (long) now);
      places(now, (int) (to + done));
      execute(stage.put(), now);
      done += now;
    }
  }

  @Override public void get(MemorySegment to, long offset, long from, long count) {
    for (long done = 0; done < count;) {
      Stage stage = stage(count - done);
      int now = (int) Math.min(stage.numbers().getSize(), count - done);
      places(now, (int) (from + done));
      execute(stage.get(), now);
      MemorySegment.copy(stage.numbers().getSegment(), ValueLayout.JAVA_FLOAT, 0, to,
          ValueLayout.JAVA_FLOAT, offset + Float.BYTES * done, now);
      done += now;
    }
  }

  @Override public void close() {
    try {
      plan.close();
    } catch (Exception failed) {
      System.getLogger("zerograd").log(System.Logger.Level.DEBUG, "the GPU's memory was not given back",
          failed);
    }
    arena.close();
  }
}
