package zerograd.rl.puzzle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The expected numbers are numpy 2's own, printed by `numpy.random.default_rng(seed)` and its parts.
class NumpyPcg64Test {

  @Test void seedingGivesNumpysState() {
    int[] pool = NumpyPcg64.seedPool(1234);
    assertArrayEquals(new int[]{0xa16ad0dc, 0x42eeeafa, 0x55552560, 0x001b07ac}, pool);
    assertArrayEquals(
        new long[]{0x5f83044cad3f26a6L, 0xa0d9b3700cea3a6fL, 0xa8647d8b1e3e7527L, 0x687a8e7300372192L},
        NumpyPcg64.seedWords(pool));
    NumpyPcg64 random = new NumpyPcg64(1234);
    assertArrayEquals(new long[]{0x160ad84006fe21eaL, 0xf69b873d9fe45409L}, random.state());
    assertArrayEquals(new long[]{0x50c8fb163c7cea4eL, 0xd0f51ce6006e4325L}, random.increment());
  }

  @Test void rawDrawsAreNumpys() {
    NumpyPcg64 random = new NumpyPcg64(1234);
    assertArrayEquals(
        new long[]{0xfa08fef3fab6bbbaL, 0x615481f7fce9ac81L, 0xec59dd7c2bde3cb4L, 0x42fe46521ada3e8eL},
        LongStream.generate(random::next64).limit(4).toArray());
  }

  @Test void halvesOfADrawComeLowFirst() {
    NumpyPcg64 random = new NumpyPcg64(1234);
    assertEquals(0xfab6bbbaL, random.next32());
    assertEquals(0xfa08fef3L, random.next32());
    assertEquals(0xfce9ac81L, random.next32());
  }

  @Test void boundedDrawsAreNumpys() {
    NumpyPcg64 random = new NumpyPcg64(1234);
    assertArrayEquals(new int[]{5, 5, 5, 2, 1, 5, 0, 1, 0, 1, 3, 0, 4, 1, 4, 1, 4, 5, 5, 1},
        IntStream.generate(() -> random.integers(0, 6)).limit(20).toArray());
  }

  @Test void choosingWithoutReplacementIsNumpys() {
    NumpyPcg64 random = new NumpyPcg64(1234);
    assertArrayEquals(new int[]{47, 48, 19, 46, 8}, random.choice(51, 5));
    assertArrayEquals(new int[]{5, 9, 2, 14, 4},
        IntStream.generate(() -> random.integers(0, 18)).limit(5).toArray());
  }

  @Test void aRangeOfOneValueConsumesNothing() {
    NumpyPcg64 random = new NumpyPcg64(1234);
    assertEquals(7, random.integers(7, 8));
    assertEquals(0xfab6bbbaL, random.next32());
  }

  @Test void rejectionInAWideRangeIsNumpys() {
    NumpyPcg64 random = new NumpyPcg64(99);   // about a third of the 32-bit draws are rejected
    assertArrayEquals(new int[]{1437260859, 759046011, 1136477096, 847637447, 266725841, 767873939},
        IntStream.generate(() -> random.integers(0, 1_500_000_000)).limit(6).toArray());
  }

  @Test void shufflingAPythonListIsNumpys() {
    int[] list = IntStream.range(0, 10).toArray();
    new NumpyPcg64(5).shuffle(list);
    assertArrayEquals(new int[]{7, 6, 1, 3, 2, 4, 0, 9, 5, 8}, list);
  }

  @Test void aSeedOfMoreThan32BitsIsNumpys() {
    assertEquals(0x87ae8961b8510ee6L, new NumpyPcg64(123_456_789_012_345L).next64());
  }

  @Test void refusesANegativeSeed() {
    var refused = assertThrows(IllegalArgumentException.class, () -> new NumpyPcg64(-1));
    assertEquals("a numpy seed is not negative, got -1", refused.getMessage());
  }

}
