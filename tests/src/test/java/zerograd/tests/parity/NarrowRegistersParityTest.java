package zerograd.tests.parity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// All parity tests of vector kernels again, on fewer sizes, in JVMs that pretend to have narrower registers.
class NarrowRegistersParityTest {

  @Test void eightLanes() throws Exception { runInChild("-XX:UseAVX=2"); }

  @Test void fourLanes() throws Exception { runInChild("-XX:MaxVectorSize=16"); }

  private static void runInChild(String flag) throws Exception {
    String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), flag,
        "-XX:+IgnoreUnrecognizedVMOptions", "--add-modules", "jdk.incubator.vector",
        "--enable-native-access=ALL-UNNAMED", "-Dzerograd.parity.reduced=true", "-Xmx1g", "-cp", classPath,
        NarrowRegistersParityTest.class.getName());
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(child.getInputStream().readAllBytes());
    assertEquals(0, child.waitFor(), flag + ":\n" + output);
  }

  /// Runs every `Vector…ParityTest` of this package; the exit status is the number of tests that failed.
  public static void main(String[] args) throws Exception {
    int run = 0, failed = 0;
    for (Class<?> type : tests()) {
      Constructor<?> constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      for (Method method : type.getDeclaredMethods()) {
        if (!method.isAnnotationPresent(Test.class)) continue;
        method.setAccessible(true);
        run++;
        try {
          method.invoke(constructor.newInstance());
        } catch (InvocationTargetException e) {
          failed++;
          System.out.println(type.getSimpleName() + "." + method.getName() + ": " + e.getCause());
        }
      }
    }
    System.out.println(run + " tests run, " + failed + " failed");
    System.exit(run == 0 ? 1 : failed);
  }

  private static List<Class<?>> tests() throws Exception {
    Path classes = Path.of(NarrowRegistersParityTest.class.getResource("").toURI());
    List<Class<?>> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(classes)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (name.matches("Vector\\w+ParityTest\\.class")) tests.add(load(name.replace(".class", "")));
      }
    }
    return tests;
  }

  private static Class<?> load(String name) throws ClassNotFoundException {
    return Class.forName(NarrowRegistersParityTest.class.getPackageName() + "." + name);
  }
}
