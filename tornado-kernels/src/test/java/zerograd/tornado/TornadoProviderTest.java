package zerograd.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import uk.ac.manchester.tornado.api.KernelContext;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;
import zerograd.core.Floats;
import zerograd.core.Scope;
import zerograd.core.Workspace;
import zerograd.tensor.AcceleratorMode;
import zerograd.tensor.Accelerators;

/// What is said where a GPU cannot be used, and where a kernel fails.
class TornadoProviderTest {

  private static final boolean PLAIN = System.getProperty("tornado.load.runtime.implementation") == null;

  @Test void aJvmWithoutTheOptionsIsToldWhatToDo() {
    assumeTrue(PLAIN, "this JVM has the options");
    assertEquals("this JVM was not started with TornadoVM's options; start with ./zerograd --device gpu and "
        + "TORNADOVM_HOME set", Accelerators.unusableBecause());
    assertEquals(List.of(), Accelerators.devices());
    assertThrows(IllegalStateException.class, () -> Accelerators.open(AcceleratorMode.STRICT));
  }

  @Test void anotherVersionIsNamed() {
    assertNull(TornadoProvider.wrongVersion("5.2.0-jdk25"));
    assertEquals(
        "TornadoVM 4.0.1-jdk25 is installed and 5.2 is needed; set TORNADOVM_HOME to an SDK of that version",
        TornadoProvider.wrongVersion("4.0.1-jdk25"));
  }

  @Test void whatTornadoPutsAroundAReasonIsLeftOut() {
    assertEquals("no instruction for it", TornadoMachine.reason(new IllegalStateException("outer",
        new IllegalStateException(
            "\u001B[31mBailout is disabled. \nReason: no instruction for it\u001B[0m\nmore"))));
    assertEquals("IllegalStateException", TornadoMachine.reason(new IllegalStateException()));
  }

  @Test void aMissingOptionIsNamed() {
    assumeTrue(!PLAIN, "this JVM has none");
    String before = System.clearProperty("tornado.recover.bailout");
    try {
      String reason = new TornadoProvider().unusableBecause();
      assertTrue(reason.startsWith("-Dtornado.recover.bailout=False is missing"), reason);
    } finally {
      System.setProperty("tornado.recover.bailout", before);
    }
  }

  static void runUnfit(KernelContext c, FloatArray low, FloatArray high, IntArray p) {
    if (c.globalIdx < p.get(0)) low.set(c.globalIdx, Float.floatToRawIntBits(low.get(p.get(1))));
  }

  @Test void aKernelThatDoesNotCompileIsNamedAndHarmsNothing() {
    assumeTrue(!PLAIN && new TornadoProvider().unusableBecause() == null, "there is no device");
    Kernel unfit = new Kernel("unfit", TornadoProviderTest::runUnfit, (_, _, _) -> {
    });
    List<Kernel> kernels = new ArrayList<>(TornadoElementwise.kernels());
    kernels.add(unfit);
    var device = TornadoRuntimeProvider.getTornadoRuntime().getDefaultDevice();
    try (Machine machine = new TornadoMachine(device, 1 << 20, 1, kernels, "none is needed")) {
      Gpu gpu = new Gpu(machine, 1 << 10);
      try (Workspace workspace = new Workspace(gpu.memoryBytes(), gpu);
          Scope scope = new Scope("test", workspace)) {
        Floats x = scope.floats(2);
        x.copyFrom(new float[]{1, 2});
        new TornadoElementwise(gpu).add(x, x, x, 2);
        Machine.Compiled compiled = machine.compiled();
        assertEquals(3, compiled.kernels(), "copy as a beginning, put, elementwise");
        assertTrue(compiled.seconds() > 0);
        new TornadoElementwise(gpu).multiply(x, x, x, 1);
        assertEquals(compiled, machine.compiled(), "nothing is compiled twice");
        x.copyFrom(new float[]{2, 4});
        IllegalStateException said = assertThrows(IllegalStateException.class,
            () -> gpu.run(unfit, 1, new int[]{gpu.inOut(x)}));
        assertTrue(said.getMessage().startsWith("the kernel \"unfit\" does not compile or run on "),
            said.getMessage());
        assertFalse(said.getMessage().contains("\n"));
        assertEquals(4, x.get(1));
      }
    }
  }
}
