package zerograd.tornado;

import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import uk.ac.manchester.tornado.api.TornadoBackend;
import uk.ac.manchester.tornado.api.TornadoRuntime;
import uk.ac.manchester.tornado.api.common.TornadoDevice;
import uk.ac.manchester.tornado.api.enums.TornadoVMBackendType;
import uk.ac.manchester.tornado.api.runtime.TornadoRuntimeProvider;
import zerograd.tensor.Accelerator;
import zerograd.tensor.AcceleratorMode;
import zerograd.tensor.AcceleratorProvider;

/// Offers the first device that TornadoVM sees, where this JVM was started for it.
public final class TornadoProvider implements AcceleratorProvider {

  /// The version of TornadoVM that the kernels were written and tried with.
  static final String VERSION = "5.2";

  /// What TornadoVM must be told (`config/gpu.args`): never to go on in plain Java where a kernel fails, to compile calls in kernels
  /// whatever their length, and to make no arithmetic faster than it is written.
  private static final Map<String, String> OPTIONS = Map.of("tornado.recover.bailout", "False",
      "tornado.compiler.fullInlining", "True", "tornado.opencl.compiler.flags", "",
      "tornado.enable.mathOptimizations", "False", "tornado.enable.nativeFunctions", "False");

  /// Bytes of the device's memory to take, if not the most.
  private static final String MEMORY = "zerograd.gpu.memory";

  @Override public String unusableBecause() {
    String start = "start with ./zerograd --device gpu and TORNADOVM_HOME set";
    if (System.getProperty("tornado.load.runtime.implementation") == null)
      return "this JVM was not started with TornadoVM's options; " + start;
    if (System.getenv("TORNADOVM_HOME") == null)                   // else it writes to a folder called null
      return "TORNADOVM_HOME is not set in this JVM's environment; set it to the folder of TornadoVM's SDK";
    for (var option : OPTIONS.entrySet()) {
      if (!option.getValue().equals(System.getProperty(option.getKey())))
        return "-D%s=%s is missing, without which results would differ; %s".formatted(option.getKey(),
            option.getValue(), start);
    }
    String wrong = wrongVersion(ModuleLayer.boot().findModule("tornado.api").map(Module::getDescriptor)
        .flatMap(ModuleDescriptor::rawVersion).orElse("of unknown version"));
    if (wrong != null) return wrong;
    try {
      return allDevices().isEmpty() ? "TornadoVM sees no device; is the driver installed?" : null;
    } catch (RuntimeException | Error failed) {
      return "TornadoVM does not start (%s); is the driver installed?"
          .formatted(TornadoMachine.reason(failed));
    }
  }

  /// What is wrong with a version of TornadoVM; null if it is the one that is needed.
  static String wrongVersion(String version) {
    return version.startsWith(VERSION + ".")
        ? null
        : "TornadoVM %s is installed and %s is needed; set TORNADOVM_HOME to an SDK of that version"
            .formatted(version, VERSION);
  }

  private static List<TornadoDevice> allDevices() {
    TornadoRuntime runtime = TornadoRuntimeProvider.getTornadoRuntime();
    List<TornadoDevice> devices = new ArrayList<>();
    for (int b = 0; b < runtime.getNumBackends(); b++) {
      TornadoBackend backend = runtime.getBackend(b);
      for (int d = 0; d < backend.getNumDevices(); d++) devices.add(backend.getDevice(d));
    }
    return devices;
  }

  @Override public List<String> devices() {
    return allDevices().stream().map(device -> "%s, %s, %.1f GiB".formatted(device.getTornadoVMBackend(),
        device.getPhysicalDevice().getDeviceName().strip(),
        device.getPhysicalDevice().getDeviceGlobalMemorySize() / (double) (1 << 30))).toList();
  }

  @Override public Accelerator open(AcceleratorMode mode) {
    long offered = allDevices().getFirst().getPhysicalDevice().getDeviceGlobalMemorySize() / 10 * 8;
    return open(mode, Long.getLong(MEMORY, offered) / Float.BYTES, Memory.MOST);
  }

  /// Takes room for `floats` numbers on the first device, or less: each array has up to `together`, and what the device allows.
  static TornadoAccelerator open(AcceleratorMode mode, long floats, int together) {
    TornadoDevice device = allDevices().getFirst();
    long allowed = (device.getPhysicalDevice().getDeviceMaxAllocationSize() - 4096) / Float.BYTES;
    int most = (int) Math.min(together, allowed), low = (int) Math.min(most, floats);
    int high = Math.clamp(floats - low, 1, most);
    return new TornadoAccelerator(new TornadoMachine(device, low, high, TornadoAccelerator.all(),
        lacksLibraryBecause(device, mode)), mode);
  }

  private static String lacksLibraryBecause(TornadoDevice device, AcceleratorMode mode) {
    if (mode == AcceleratorMode.STRICT) return "a library does not keep the order of strict mode";
    if (device.getTornadoVMBackend() != TornadoVMBackendType.CUDA)
      return "TornadoVM calls libraries on the CUDA backend only, and this is "
          + device.getTornadoVMBackend();
    return CuBlas.library() == null ? "the system does not find libcublas.so" : null;
  }
}
