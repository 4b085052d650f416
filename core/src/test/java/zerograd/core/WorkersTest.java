package zerograd.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8}) void everyPieceIsDoneOnce(int threads) {
    try (var workers = new Workers(threads)) {
      for (int pieces : new int[]{0, 1, 2, 7, 1000}) {
        for (int repeat = 0; repeat < 200; repeat++) {
          var done = new AtomicIntegerArray(pieces);
          workers.pieces(pieces, (piece, worker) -> {
            assertTrue(worker >= 0 && worker < threads);
            done.incrementAndGet(piece);
          });
          for (int i = 0; i < pieces; i++) assertEquals(1, done.get(i));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 64, 1001}) void rowsCoverTheRangeWithoutOverlap(int N) {
    try (var workers = new Workers(3)) {
      var done = new AtomicIntegerArray(Math.max(1, N));
      workers.rows(N, 4, (from, to, worker) -> {
        for (int n = from; n < to; n++) done.incrementAndGet(n);
      });
      for (int n = 0; n < N; n++) assertEquals(1, done.get(n));
    }
  }

  @Test void aPieceMayShareOutPiecesOfItsOwn() {
    try (var workers = new Workers(2)) {
      var done = new AtomicIntegerArray(100);
      workers.pieces(10, (outer, _) -> workers.pieces(10, (inner, worker) -> {
        workers.scratch(worker, 100).set(99, inner);
        done.incrementAndGet(outer * 10 + inner);
      }));
      for (int i = 0; i < 100; i++) assertEquals(1, done.get(i));
    }
  }

  @Test void theFirstFailureReachesTheCallerAndTheWorkersGoOn() {
    try (var workers = new Workers(2)) {
      for (int repeat = 0; repeat < 50; repeat++) {
        var failed = assertThrows(IllegalArgumentException.class, () -> workers.pieces(20, (piece, _) -> {
          if (piece == 7) throw new IllegalArgumentException("piece 7");
        }));
        assertEquals("piece 7", failed.getMessage());
      }
      workers.pieces(3, (_, _) -> {
      });
    }
  }

  @Test void everyPieceIsDoneOnceWhereOthersWantTheCores() {
    int cores = Runtime.getRuntime().availableProcessors();
    var over = new AtomicBoolean();
    var neighbours = new ArrayList<Thread>();
    for (int i = 0; i < cores; i++) {
      neighbours.add(Thread.ofPlatform().daemon().start(() -> {
        while (!over.get())
          Thread.onSpinWait();
      }));
    }
    try (var workers = new Workers(cores + 2)) {
      for (int repeat = 0; repeat < 200; repeat++) {
        var done = new AtomicIntegerArray(64);
        workers.pieces(64, (piece, _) -> done.incrementAndGet(piece));
        for (int i = 0; i < 64; i++) assertEquals(1, done.get(i));
      }
    } finally {
      over.set(true);
    }
  }

  @Test void aCallerThatSleepsIsWoken() {
    try (var workers = new Workers(2)) {
      for (int repeat = 0; repeat < 50; repeat++) {
        var done = new AtomicIntegerArray(2);
        workers.pieces(2, (piece, worker) -> {
          if (worker == 1) LockSupport.parkNanos(1_000_000);
          done.incrementAndGet(piece);
        });
        assertEquals(2, done.get(0) + done.get(1));
      }
    }
  }

  @Test void needsAThread() {
    var refused = assertThrows(IllegalArgumentException.class, () -> new Workers(0));
    assertEquals("workers: at least 1 thread is needed, got 0", refused.getMessage());
  }
}
