package zerograd.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkspaceTest {

  @Test void theLimitIsAskedForOnceAndOnlyWhenItMatters() {
    var asked = new AtomicInteger();
    try (var workspace = new Workspace(4 << 20, () -> {
      asked.incrementAndGet();
      return 8 << 20;
    }); var scope = new Scope("step", workspace)) {
      scope.floats(1 << 18);
      assertEquals(0, asked.get());
      scope.floats(1 << 20);
      assertEquals(1, asked.get());
      assertThrows(OutOfMemoryError.class, () -> scope.floats(1 << 20));
      assertEquals(1, asked.get());
    }
  }
}
