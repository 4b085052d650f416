package zerograd.tests.data;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import zerograd.tests.Fixtures;

/// Published data files that are not part of this repository; [Fixtures#data] says where they are looked for.
final class SharedData {

  private SharedData() {}

  /// The folder `name` of the data. Without it the calling test is skipped, and says so in one line; a root given by
  /// property that lacks it fails the test.
  static Path folder(String name) {
    return Fixtures.data(name).orElseGet(() -> {
      String reason = "no published data (-Dzerograd.data=DIR): " + name + " is not compared";
      System.out.println(reason);
      return abort(reason);
    });
  }
}
