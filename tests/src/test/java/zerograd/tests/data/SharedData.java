package zerograd.tests.data;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/// Published data files that are not part of this repository; `-Dzerograd.data=DIR` says where they are.
final class SharedData {

  private SharedData() {}

  /// The folder `name` of the data. Without data the calling test is skipped; a data folder that lacks it
  /// fails the test.
  static Path folder(String name) {
    String root = System.getProperty("zerograd.data");
    if (root == null) {
      String reason = "no published data: -Dzerograd.data=DIR is not given, so " + name + " is not compared";
      System.out.println(reason);
      return abort(reason);
    }
    Path folder = Path.of(root, name);
    return Files.isDirectory(folder)
        ? folder
        : fail("-Dzerograd.data: there is no " + folder.toAbsolutePath());
  }
}
