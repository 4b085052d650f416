package zerograd.tests.parity;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The parity tests of all families but the matrix products again, on fewer sizes, in JVMs that are told to use narrower
/// registers.
class NarrowRegistersParityTest {

  private static final List<Class<?>> TESTS = List.of(VectorElementwiseParityTest.class,
      VectorReduceParityTest.class, VectorRowsParityTest.class, VectorTokenLogProbsParityTest.class,
      VectorAttentionParityTest.class);

  @Test void eightLanes() { runInChild("-XX:UseAVX=2"); }

  @Test void fourLanes() { runInChild("-XX:MaxVectorSize=16"); }

  private static void runInChild(String flag) {
    ChildJvm.run(NarrowRegistersParityTest.class, flag, "-Dzerograd.parity.reduced=true");
  }

  /// Runs every test of [#TESTS]; the exit status is the number of those that failed.
  public static void main(String[] args) throws Exception {
    int failed = 0;
    VectorAttentionParityTest.compile();
    for (Class<?> type : TESTS) {
      Constructor<?> constructor = type.getDeclaredConstructor();
      for (Method method : type.getDeclaredMethods()) {
        if (!method.isAnnotationPresent(Test.class)) continue;
        try {
          method.invoke(constructor.newInstance());
        } catch (InvocationTargetException e) {
          failed++;
          System.out.println(type.getSimpleName() + "." + method.getName() + ": " + e.getCause());
        }
      }
    }
    System.exit(failed);
  }
}
