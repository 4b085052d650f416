package zerograd.tornado;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import zerograd.tensor.AcceleratorMode;

/// NVIDIA's matrix products, called without native code of our own: one handle of cuBLAS, bound to one CUDA stream.
///
/// NVIDIA, *cuBLAS Library*, <https://docs.nvidia.com/cuda/cublas/>: `cublasGemmEx`, `cublasComputeType_t`, `cublasStatus_t`.
/// Addresses of the device's memory are plain numbers here.
public final class CuBlas implements AutoCloseable {

  /// Where a system keeps it, newest first.
  private static final List<String> NAMES = List.of("libcublas.so.13", "libcublas.so.12", "libcublas.so");

  private static final int CUDA_R_32F = 0, CUBLAS_GEMM_DEFAULT = -1;

  private static final Linker LINKER = Linker.nativeLinker();

  private final SymbolLookup library;
  private final MethodHandle gemmEx;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment alpha = arena.allocateFrom(JAVA_FLOAT, 1f);
  private final MemorySegment beta = arena.allocate(JAVA_FLOAT);
  private final MemorySegment handle;

  /// A handle on the device of this thread's CUDA context, whose products run on `stream`.
  ///
  /// @throws IllegalStateException if cuBLAS refuses
  public CuBlas(SymbolLookup library, long stream) {
    this.library = library;
    MemoryLayout[] ints = {JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT};
    gemmEx = function("cublasGemmEx", ADDRESS, ints[0], ints[1], ints[2], ints[3], ints[4], // handle, op, op, m, n, k
        ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT,               // α, A, type, lda, B, type, ldb
        ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);                         // β, C, type, ldc, compute, algorithm
    MemorySegment made = arena.allocate(ADDRESS);
    check("cublasCreate_v2", () -> (int) function("cublasCreate_v2", ADDRESS).invokeExact(made));
    handle = made.get(ADDRESS, 0);
    check("cublasSetStream_v2",
        () -> (int) function("cublasSetStream_v2", ADDRESS, JAVA_LONG).invokeExact(handle, stream));
  }

  /// The library where the system finds it; null if it does not.
  @SuppressWarnings("restricted") public static SymbolLookup library() {
    for (String name : NAMES) {
      try {
        return SymbolLookup.libraryLookup(name, Arena.global());
      } catch (IllegalArgumentException absent) {
        System.getLogger("zerograd").log(System.Logger.Level.DEBUG, absent.getMessage());
      }
    }
    return null;
  }

  @SuppressWarnings("restricted") private MethodHandle function(String name, MemoryLayout... parameters) {
    MemorySegment symbol = library.find(name)
        .orElseThrow(
            () -> new IllegalStateException("cuBLAS lacks %s; is it of CUDA 12 or later?".formatted(name)));
    return LINKER.downcallHandle(symbol, FunctionDescriptor.of(JAVA_INT, parameters));
  }

  private interface Call {
    int status() throws Throwable;
  }

  private static void check(String name, Call call) {
    int status;
    try {
      status = call.status();
    } catch (RuntimeException | Error failed) {
      throw failed;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
    if (status != 0)
      throw new IllegalStateException("%s: cuBLAS answered %d, %s".formatted(name, status, meaning(status)));
  }

  private static String meaning(int status) {
    return switch (status) {
      case 1 -> "not initialised";
      case 3 -> "no memory";
      case 7 -> "invalid value";
      case 8 -> "not for this architecture";
      case 11 -> "memory cannot be accessed";
      case 13 -> "the GPU failed";
      case 14 -> "internal error";
      case 15 -> "not supported";
      default -> "see cublasStatus_t";
    };
  }

  /// What a mode is among the values of `cublasComputeType_t`.
  static int computeType(AcceleratorMode mode) {
    return switch (mode) {
      case STRICT -> throw new IllegalArgumentException("cuBLAS does not promise an order of its sums");
      case FAST -> 68;                                               // CUBLAS_COMPUTE_32F
      case BF16 -> 75;                                               // CUBLAS_COMPUTE_32F_FAST_16BF
      case TF32 -> 77;                                               // CUBLAS_COMPUTE_32F_FAST_TF32
    };
  }

  /// `C (m, n) = op(A) op(B) + β C` in float32, all of them column by column; an operation is 1 to transpose, else 0.
  ///
  /// @throws IllegalStateException if cuBLAS refuses
  public void gemm(int opA, int opB, int m, int n, int k, long a, int lda, long b, int ldb,
      boolean accumulate, long c, int ldc, int computeType) {
    beta.set(JAVA_FLOAT, 0, accumulate ? 1f : 0f);
    check("cublasGemmEx",
        () -> (int) gemmEx.invokeExact(handle, opA, opB, m, n, k, alpha, a, CUDA_R_32F, lda, b, CUDA_R_32F,
            ldb, beta, c, CUDA_R_32F, ldc, computeType, CUBLAS_GEMM_DEFAULT));
  }

  /// Gives the handle back.
  @Override public void close() {
    check("cublasDestroy_v2", () -> (int) function("cublasDestroy_v2", ADDRESS).invokeExact(handle));
    arena.close();
  }
}
