package zerograd.tornado;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.core.Floats;
import zerograd.core.Scope;
import zerograd.core.Workspace;
import zerograd.tensor.AcceleratorMode;
import zerograd.tensor.kernels.FrozenFormat;
import zerograd.tensor.kernels.FrozenLinearKernel.Weight;
import zerograd.tensor.kernels.Kernels;

/// The products that a BLAS library is asked for are those that are wanted.
///
/// There is no GPU here: a library in plain Java stands in, behind the same C functions that [CuBlas] calls in NVIDIA's. It computes
/// column by column what `cublasGemmEx` is documented to, in one chain, so that the bits are the reference's.
@SuppressWarnings("restricted")
class GemmTest {

  /// What NVIDIA's library would have been told.
  private long stream;
  private int computeType;
  private int destroyed;
  private int answer;

  private static final MemorySegment HANDLE = MemorySegment.ofAddress(4711);

  int create(MemorySegment handle) {
    handle.reinterpret(8).set(ADDRESS, 0, HANDLE);
    return 0;
  }

  int setStream(MemorySegment handle, long stream) {
    assertEquals(HANDLE, handle);
    this.stream = stream;
    return 0;
  }

  int destroy(MemorySegment handle) {
    assertEquals(HANDLE, handle);
    destroyed++;
    return 0;
  }

  int gemmEx(MemorySegment handle, int opA, int opB, int m, int n, int k, MemorySegment alpha, long a,
      int typeA,
      int lda, long b, int typeB, int ldb, MemorySegment beta, long c, int typeC, int ldc, int computeType,
      int algorithm) {
    boolean valid = handle.equals(HANDLE) && typeA == 0 && typeB == 0 && typeC == 0 && algorithm == -1
        && lda >= Math.max(1, opA == 0 ? m : k) && ldb >= Math.max(1, opB == 0 ? k : n)
        && ldc >= Math.max(1, m);
    if (!valid) return 7;
    this.computeType = computeType;
    MemorySegment all = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    float times = alpha.reinterpret(4).get(JAVA_FLOAT, 0), kept = beta.reinterpret(4).get(JAVA_FLOAT, 0);
    assertEquals(1f, times);
    for (int column = 0; column < n; column++) {
      for (int row = 0; row < m; row++) {
        long place = c + 4L * (row + (long) column * ldc);
        float chain = kept == 0 ? 0 : kept * all.get(JAVA_FLOAT, place);
        for (int i = 0; i < k; i++) {
          long left = opA == 0 ? row + (long) i * lda : i + (long) row * lda;
          long right = opB == 0 ? i + (long) column * ldb : column + (long) i * ldb;
          chain = Math.fma(all.get(JAVA_FLOAT, b + 4 * right), all.get(JAVA_FLOAT, a + 4 * left), chain);
        }
        all.set(JAVA_FLOAT, place, chain);
      }
    }
    return answer;
  }

  private MemorySegment symbol(String method, Arena arena, MemoryLayout... parameters) {
    FunctionDescriptor descriptor = FunctionDescriptor.of(JAVA_INT, parameters);
    try {
      MethodHandle handle = MethodHandles.lookup().bind(this, method, descriptor.toMethodType());
      return Linker.nativeLinker().upcallStub(handle, descriptor, arena);
    } catch (ReflectiveOperationException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// The stand-in, by the names of NVIDIA's functions.
  private SymbolLookup library(Arena arena) {
    Map<String, MemorySegment> symbols = new HashMap<>();
    symbols.put("cublasCreate_v2", symbol("create", arena, ADDRESS));
    symbols.put("cublasSetStream_v2", symbol("setStream", arena, ADDRESS, JAVA_LONG));
    symbols.put("cublasDestroy_v2", symbol("destroy", arena, ADDRESS));
    symbols.put("cublasGemmEx",
        symbol("gemmEx", arena, ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
            ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG,
            JAVA_INT,
            JAVA_INT, JAVA_INT, JAVA_INT));
    return name -> java.util.Optional.ofNullable(symbols.get(name));
  }

  /// Plain Java with a library, which gets what TornadoVM would give it: whole numbers, and an address.
  private static final class WithLibrary extends PlainMachine {

    private final CuBlas cuBlas;

    WithLibrary(int floats, CuBlas cuBlas) {
      super(floats);
      this.cuBlas = cuBlas;
    }

    @Override public String lacksLibraryBecause() { return null; }

    @Override public void run(Gemm product) {
      int[] places = product.places();
      IntArray p = new IntArray(places.length + 1);
      for (int i = 0; i < places.length; i++) p.set(i + 1, places[i]);
      Gemm.read(p).run(cuBlas, memory.low().getSegment().address(), memory.high().getSegment().address());
    }
  }

  private void same(AcceleratorMode mode, BiConsumer<Kernels, Operands> call) {
    try (Arena arena = Arena.ofConfined();
        CuBlas cuBlas = new CuBlas(library(arena), 99);
        Workspace here = new Workspace(1L << 30)) {
      TornadoAccelerator accelerator = new TornadoAccelerator(new WithLibrary(1 << 20, cuBlas), mode);
      try (Workspace there = new Workspace(accelerator.memoryBytes(), accelerator.mirror());
          Scope expectedScope = new Scope("expected", here);
          Scope actualScope = new Scope("actual", there)) {
        Operands expected = new Operands(1, expectedScope), actual = new Operands(1, actualScope);
        call.accept(Kernels.reference(), expected);
        call.accept(accelerator.kernels(), actual);
        assertNull(actual.differenceFrom(expected));
      }
    }
    assertEquals(99, stream);
    assertEquals(1, destroyed);
  }

  @Test void layersAskForTheirProducts() {
    for (int[] s : new int[][]{{1, 1, 1}, {1, 7, 1}, {5, 1, 3}, {1, 5, 9}, {4, 3, 1}, {6, 5, 4}}) {
      int N = s[0], M = s[1], K = s[2];
      for (boolean add : new boolean[]{false, true}) {
        destroyed = 0;
        same(AcceleratorMode.FAST, (k, o) -> {
          var l = k.linear();
          Floats x = o.normal((long) N * K), w = o.normal((long) M * K), dy = o.normal((long) N * M);
          l.forward(o.normal((long) N * M), x, w, N, M, K, add);
          l.backwardInput(o.normal((long) N * K), dy, w, N, M, K, add);
          l.backwardWeight(o.normal((long) M * K), dy, x, N, M, K, add);
          Floats packed = o.bytes(4 * l.packedLength(M, K)).floats();
          l.pack(packed, w, M, K);
          l.forwardPacked(o.normal((long) N * M), x, packed, N, M, K, add);
        });
      }
    }
  }

  @Test void frozenWeightsToo() {
    same(AcceleratorMode.BF16, (k, o) -> {
      int N = 5, M = 32, K = 9;
      Weight w = new Weight(o.bytes(k.frozenLinear().bytes(FrozenFormat.F32, M, K)), FrozenFormat.F32, M, K);
      k.frozenLinear().pack(w, o.normal((long) M * K), 0, M);
      k.frozenLinear().forward(o.normal((long) N * M), o.normal((long) N * K), w, N, true);
      k.frozenLinear().backwardInput(o.normal((long) N * K), o.normal((long) N * M), w, N, false);
    });
  }

  @Test void theModeSaysInWhatNumbers() {
    int[] types = new int[AcceleratorMode.values().length];
    for (AcceleratorMode mode : new AcceleratorMode[]{AcceleratorMode.FAST, AcceleratorMode.TF32,
        AcceleratorMode.BF16}) {
      destroyed = 0;
      same(mode, (k, o) -> k.linear().forward(o.normal(4), o.normal(4), o.normal(4), 2, 2, 2, false));
      types[mode.ordinal()] = computeType;
    }
    assertEquals(68, types[AcceleratorMode.FAST.ordinal()]);                 // values of cublasComputeType_t
    assertEquals(77, types[AcceleratorMode.TF32.ordinal()]);
    assertEquals(75, types[AcceleratorMode.BF16.ordinal()]);
  }

  @Test void strictModeNeverAsksTheLibrary() {
    Bench.assumePlain();
    computeType = -1;
    same(AcceleratorMode.STRICT,
        (k, o) -> k.linear().forward(o.normal(4), o.normal(4), o.normal(4), 2, 2, 2, false));
    assertEquals(-1, computeType);
  }

  @Test void aRefusalIsSaidInASentence() {
    answer = 13;
    try (Arena arena = Arena.ofConfined(); CuBlas cuBlas = new CuBlas(library(arena), 99)) {
      MemorySegment one = arena.allocate(4);
      assertEquals("cublasGemmEx: cuBLAS answered 13, the GPU failed",
          assertThrows(IllegalStateException.class, () -> cuBlas.gemm(0, 0, 1, 1, 1, one.address(), 1,
              one.address(), 1, false, one.address(), 1, 68)).getMessage());
      assertEquals("cublasGemmEx: cuBLAS answered 7, invalid value",
          assertThrows(IllegalStateException.class, () -> cuBlas.gemm(0, 0, 2, 1, 1, one.address(), 1,
              one.address(), 1, false, one.address(), 2, 68)).getMessage());
    }
    assertThrows(IllegalStateException.class, () -> new CuBlas(name -> java.util.Optional.empty(), 1));
  }

  @Test void whereThereIsNoLibraryTheReasonIsSaid() {
    assertNull(new TornadoAccelerator(new PlainMachine(1 << 10), AcceleratorMode.STRICT).remark());
    assertEquals(
        "matrix products are those of this project's kernels in float32, because plain Java has no library "
            + "of products",
        new TornadoAccelerator(new PlainMachine(1 << 10), AcceleratorMode.TF32).remark());
    destroyed = 0;
    try (Arena arena = Arena.ofConfined(); CuBlas cuBlas = new CuBlas(library(arena), 99)) {
      String remark = new TornadoAccelerator(new WithLibrary(1 << 10, cuBlas), AcceleratorMode.TF32).remark();
      assertTrue(remark.startsWith("matrix products are cuBLAS's"), remark);
    }
  }
}
