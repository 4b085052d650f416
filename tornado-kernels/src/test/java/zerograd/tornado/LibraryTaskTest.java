package zerograd.tornado;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;
import zerograd.core.Floats;
import zerograd.core.Scope;
import zerograd.core.Workspace;
import zerograd.tensor.AcceleratorMode;

/// TornadoVM hands each product of a fast mode to the library as it is when it runs, between the kernels around it.
///
/// Where the device is not CUDA's, a recorder takes cuBLAS's place and computes nothing.
public class LibraryTaskTest {

  private static final List<Gemm> ASKED = new ArrayList<>();
  private static long memory;
  private static int ended;

  /// Called in place of the library.
  public static void asked(String function, Gemm product, long memory) {
    assertEquals("gemm", function);
    ASKED.add(product);
    LibraryTaskTest.memory = memory;
  }

  /// Called when the plan ends.
  public static void ended() { ended++; }

  @Test void productsReachTheLibraryBetweenKernels() {
    assumeTrue(System.getProperty("tornado.load.runtime.implementation") != null
        && new TornadoProvider().unusableBecause() == null, "there is no device");
    var device = TornadoRuntimeProvider.getTornadoRuntime().getDefaultDevice();
    assumeTrue(device.getTornadoVMBackend() != TornadoVMBackendType.CUDA, "cuBLAS itself is asked on CUDA");
    try (Machine machine = new TornadoMachine(device, 1 << 20, 1, TornadoAccelerator.all(), null)) {
      TornadoAccelerator accelerator = new TornadoAccelerator(machine, AcceleratorMode.TF32);
      try (Workspace workspace = new Workspace(accelerator.memoryBytes(), accelerator.mirror());
          Scope scope = new Scope("test", workspace)) {
        Floats x = scope.floats(6), w = scope.floats(12), y = scope.floats(8);
        for (int i = 0; i < 6; i++) x.set(i, i);
        for (int round = 0; round < 2; round++) {
          y.fill(2);
          accelerator.kernels().elementwise().add(x, x, x, 6);
          accelerator.kernels().linear().forward(y, x, w, 2, 4, 3, round == 1);       // the recorder leaves y
          accelerator.kernels().elementwise().add(y, y, y, 8);
          assertArrayEquals(new float[]{4, 4, 4, 4, 4, 4, 4, 4}, y.toArray());
        }
        assertArrayEquals(new float[]{0, 4, 8, 12, 16, 20}, x.toArray());
        Gpu gpu = accelerator.gpu();
        Gemm first = new Gemm(1, 0, 4, 2, 3, gpu.in(w), 3, gpu.in(x), 3, gpu.in(y), 4, false, 77);
        Gemm second = new Gemm(1, 0, 4, 2, 3, gpu.in(w), 3, gpu.in(x), 3, gpu.in(y), 4, true, 77);
        assertEquals(List.of(first, second), ASKED);
        assertNotEquals(0, memory);
      }
    }
    assertEquals(1, ended);
  }
}
