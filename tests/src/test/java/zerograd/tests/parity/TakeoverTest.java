package zerograd.tests.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import zerograd.core.Floats;
import zerograd.core.Scope;
import zerograd.core.Workers;
import zerograd.core.Workspace;
import zerograd.tensor.kernels.Kernels;
import zerograd.tensor.kernels.vector.VectorLinear;

/// What computes before the vector kernels are compiled: the reference, and the same bits.
class TakeoverTest {

  private static List<String> families(Kernels kernels) {
    return Arrays.stream(Kernels.class.getRecordComponents()).skip(1).map(component -> {
      try {
        return component.getAccessor().invoke(kernels).getClass().getSimpleName();
      } catch (ReflectiveOperationException e) {
        throw new AssertionError(e);
      }
    }).toList();
  }

  @Test void beginsWithTheReferenceAndEndsWithTheFastestKernels() throws InterruptedException {
    try (var workers = new Workers(2)) {
      Kernels fastest = Kernels.fastest(workers);
      assumeTrue(fastest.linear() instanceof VectorLinear, "the Vector API is not loaded");
      List<Kernels> used = new CopyOnWriteArrayList<>();
      var complete = new CountDownLatch(1);
      Kernels.fastest(workers, kernels -> {
        used.add(kernels);
        if (families(kernels).equals(families(fastest))) complete.countDown();
      });
      List<String> first = families(used.getFirst());
      assertEquals(fastest.name(), used.getFirst().name());
      assertTrue(first.containsAll(List.of("VectorLinear", "VectorFrozenLinear")),
          "packed weights have one layout: " + first);
      assertEquals(first.size() - 2, first.stream().filter(name -> name.startsWith("Reference")).count());
      assertTrue(complete.await(120, TimeUnit.SECONDS), () -> "only " + families(used.getLast()));
      for (int i = 1; i < used.size(); i++) {
        assertTrue(reference(used.get(i)) < reference(used.get(i - 1)), "each step replaces a family");
      }
    }
  }

  private static long reference(Kernels kernels) {
    return families(kernels).stream().filter(name -> name.startsWith("Reference")).count();
  }

  @Test void weightsPackedBeforeAndAfterAreTheSame() {
    try (var workers = new Workers(2);
        var workspace = new Workspace(1 << 24);
        var scope = new Scope("pack", workspace)) {
      for (int[] size : new int[][]{{1, 1}, {16, 16}, {33, 47}, {64, 128}, {100, 15}}) {
        int M = size[0], K = size[1];
        Floats w = Bits.random(scope, new Random(M), (long) M * K, 0);
        var early = new VectorLinear(workers);
        Floats before = scope.floats(early.packedLength(M, K)),
            after = scope.floats(early.packedLength(M, K));
        early.pack(before, w, M, K);
        early.awaitCompiled();
        early.pack(after, w, M, K);
        assertArrayEquals(after.toArray(), before.toArray(), M + " x " + K);
      }
    }
  }
}
