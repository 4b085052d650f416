package zerograd.rl.puzzle;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The task of continuing a sequence of digits: the smallest on which a language model can be seen to learn.
///
/// The prompt `a,b:M,N` gives two numbers, the modulus and how many more to say; with d = (b − a) mod M the
/// answer is
///
///     (b + d) mod M, (b + 2d) mod M, …, (b + Nd) mod M     joined by commas
///
/// so `3,5:9,4` is answered by `7,0,2,4`. It is verl's end-to-end test (github.com/volcengine/verl,
/// tests/e2e/arithmetic_sequence).
public record DigitCompletion(int first, int second, int modulus, int count) {

  private static final int MODULUS = 9, LARGEST = 9;

  public DigitCompletion {
    if (first < 0 || second < 0 || modulus < 1 || count < 0) {
      throw new IllegalArgumentException(
          "digit completion: needs numbers that are not negative and a modulus of 1 or more, "
              + "got " + first + "," + second + ":" + modulus + "," + count);
    }
  }

  /// All 1,000 tasks, in the published order: a and d in 0 … 9, N in 0 … 9, M = 9.
  ///
  /// Since M = 9, d = 0 and d = 9 give the same prompt; 900 are different.
  public static List<DigitCompletion> all() {
    List<DigitCompletion> all = new ArrayList<>();
    for (int a = 0; a <= LARGEST; a++) {
      for (int d = 0; d <= LARGEST; d++) {
        for (int n = 0; n <= LARGEST; n++) all.add(new DigitCompletion(a, (a + d) % MODULUS, MODULUS, n));
      }
    }
    return all;
  }

  /// 800 tasks to train on and the other 200 to test on, drawn by `seed`. (The published split was not
  /// seeded.)
  public static PuzzleSplit<DigitCompletion> split(long seed) {
    List<DigitCompletion> all = all();
    List<DigitCompletion> shuffled = IntStream.of(new NumpyPcg64(seed).choice(all.size(), all.size()))
        .mapToObj(all::get).toList();
    return new PuzzleSplit<>(shuffled.subList(0, 800), shuffled.subList(800, 1000));
  }

  /// Reads a prompt.
  ///
  /// @throws IllegalArgumentException if it is not of the form `a,b:M,N`
  public static DigitCompletion parse(String prompt) {
    if (!prompt.matches("\\d{1,9},\\d{1,9}:\\d{1,9},\\d{1,9}")) {
      throw new IllegalArgumentException(
          "digit completion: a prompt looks like 3,5:9,4, got \"" + prompt + "\"");
    }
    int[] numbers = IntStream.of(0, 1, 2, 3).map(i -> Integer.parseInt(prompt.split("[,:]")[i])).toArray();
    return new DigitCompletion(numbers[0], numbers[1], numbers[2], numbers[3]);
  }

  public String prompt() { return first + "," + second + ":" + modulus + "," + count; }

  public String answer() {
    long step = Math.floorMod(second - first, modulus);
    return IntStream.rangeClosed(1, count).mapToObj(i -> String.valueOf((second + i * step) % modulus))
        .collect(Collectors.joining(","));
  }
}
