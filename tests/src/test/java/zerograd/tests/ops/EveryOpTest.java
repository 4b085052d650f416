package zerograd.tests.ops;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import zerograd.autograd.Op;

class EveryOpTest {

  @Test void everyOperationHasATestOfItsGradient() {
    Class<?>[] operations = Op.class.getPermittedSubclasses();
    assertTrue(operations.length > 20, "the world of operations is closed and known");
    for (Class<?> operation : operations) {
      String test = "zerograd.tests.ops." + operation.getSimpleName() + "Test";
      try {
        Method[] methods = Class.forName(test).getDeclaredMethods();
        assertTrue(Arrays.stream(methods).anyMatch(method -> method.getName().contains("radient")),
            test + " tests no gradient");
      } catch (ClassNotFoundException _) {
        fail(operation.getSimpleName() + " has no test; write " + test);
      }
    }
  }
}
