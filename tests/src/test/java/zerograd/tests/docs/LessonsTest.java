package zerograd.tests.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every lesson in `examples` runs and says what it promises.
class LessonsTest {

  static List<Path> lessons() throws IOException {
    try (Stream<Path> files = Files.list(JavaPrograms.ROOT.resolve("examples"))) {
      return files.filter(file -> file.getFileName().toString().matches("L\\d+_\\w+\\.java")).sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("lessons") void runs(Path lesson) {
    JavaPrograms.Outcome outcome = JavaPrograms.run(lesson);
    assertEquals(0, outcome.status(), outcome.output());
    assertTrue(!outcome.output().isBlank(), lesson + " printed nothing");
  }
}
