package zerograd.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The most memory that this process held, as the operating system counts it. Only Linux says.
final class PeakMemory {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");
  /// The number that makes Linux begin a new peak.
  private static final String NEW_PEAK = "5";

  private PeakMemory() {}

  /// Begins a new peak at what is held now, where the system allows it.
  static void reset() {
    try {
      if (Files.exists(CLEAR)) Files.writeString(CLEAR, NEW_PEAK);
    } catch (IOException _) {
      // then the peak is that of the process so far, which is no less
    }
  }

  /// In millions of bytes; null if the system does not say.
  static Double megabytes() {
    try {
      for (String line : Files.exists(STATUS)
          ? Files.readAllLines(STATUS)
          : java.util.List.<String>of()) {
        if (line.startsWith("VmHWM:")) return Long.parseLong(line.replaceAll("\\D", "")) * 1024 / 1e6;
      }
    } catch (IOException _) {
      // as if the system did not say
    }
    return null;
  }
}
