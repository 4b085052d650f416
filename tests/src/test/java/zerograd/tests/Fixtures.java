package zerograd.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Where the files lie that our results are compared with.
///
/// | property         | without it                                                              |
/// |------------------|-------------------------------------------------------------------------|
/// | `zerograd.golden` | `tests/src/test/resources/golden`, then `../shared/golden` beside the project |
/// | `zerograd.data`  | `../shared/data` beside the project                                     |
///
/// A folder that is named by a property and holds nothing of what a test looks for fails that test; otherwise what is not
/// there is not compared.
public final class Fixtures {

  /// Tests run in the folder of their module, or in the project's.
  private static final Path PROJECT = Files.exists(Path.of("tests", "pom.xml")) ? Path.of("") : Path.of("..");

  private Fixtures() {}

  private static List<Path> goldenRoots() {
    return roots("zerograd.golden",
        List.of(PROJECT.resolve("tests/src/test/resources/golden"), PROJECT.resolve("../shared/golden")));
  }

  private static List<Path> roots(String property, List<Path> otherwise) {
    String given = System.getProperty(property);
    return given == null || given.isBlank() ? otherwise : List.of(Path.of(given));
  }

  /// The file `name` of the golden data.
  ///
  /// @throws AssertionError if no root has it
  public static Path golden(String name) {
    return first(goldenRoots(), name)
        .orElseThrow(() -> new AssertionError("no " + name + " in " + goldenRoots()));
  }

  /// The folders of `models/` that have golden values, by name.
  ///
  /// @throws AssertionError if there is none
  public static Collection<Path> models() {
    return found("models", folder -> Files.exists(folder.resolve("golden.safetensors")));
  }

  /// The files and folders of `folder` in the golden data that `wanted` accepts, in the order of their names; the first
  /// root that has a name counts.
  ///
  /// @throws AssertionError if there is none
  public static Collection<Path> found(String folder, Predicate<Path> wanted) {
    Map<String, Path> byName = new TreeMap<>();
    for (Path root : goldenRoots()) {
      if (!Files.isDirectory(root.resolve(folder)))
        continue;
      try (Stream<Path> entries = Files.list(root.resolve(folder))) {
        entries.filter(wanted).forEach(path -> byName.putIfAbsent(path.getFileName().toString(), path));
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
    assertTrue(!byName.isEmpty(), "no fixtures in " + folder + " of " + goldenRoots());
    return new ArrayList<>(byName.values());
  }

  /// The file or folder `name` of the large data, which the project does not contain; tests that need it are skipped
  /// where it is absent.
  ///
  /// @throws AssertionError if a root was given and does not have it
  public static Optional<Path> data(String name) {
    List<Path> roots = roots("zerograd.data", List.of(PROJECT.resolve("../shared/data")));
    Optional<Path> found = first(roots, name);
    boolean given = !System.getProperty("zerograd.data", "").isBlank();
    assertTrue(found.isPresent() || !given, () -> "no " + name + " in " + roots);
    return found;
  }

  private static Optional<Path> first(List<Path> roots, String name) {
    return roots.stream().map(root -> root.resolve(name)).filter(Files::exists).findFirst();
  }
}
