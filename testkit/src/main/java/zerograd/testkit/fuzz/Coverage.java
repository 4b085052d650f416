package zerograd.testkit.fuzz;

/// What the code under test counts into: how often each way from one block to the next was taken, and how many blocks were run
/// through at all.
///
/// Ways are told apart by a hash of both ends, 16 bits, so that two of them may be counted as one: Zalewski, *Technical
/// "whitepaper" for afl-fuzz*, section 1 (lcamtuf.coredump.cx/afl/technical_details.txt).
///
/// Static, as instrumented code has no object at hand, and so for one fuzzer at a time.
public final class Coverage {

  /// Different ways that are counted.
  static final int WAYS = 1 << 16;

  private static final byte[] TAKEN = new byte[WAYS];

  /// One bit for each of eight ranges of how often a way was taken; a count of 200 and one of 201 are no news.
  private static final byte[] RANGES = new byte[256];

  private static int last;
  private static long left = Long.MAX_VALUE;

  static {
    for (int count = 1; count < 256; count++) {
      int range = count < 4
          ? count - 1
          : count < 8 ? 3 : count < 16 ? 4 : count < 32 ? 5 : count < 128 ? 6 : 7;
      RANGES[count] = (byte) (1 << range);
    }
  }

  private Coverage() {}

  /// Code ran through more blocks than allowed.
  static final class Endless extends Error {
    private static final long serialVersionUID = 1;

    Endless() { super("more steps than allowed; does it end?"); }
  }

  /// Instrumented code calls this at the start of every block.
  public static void hit(int block) {
    if (--left < 0) {
      left = Long.MAX_VALUE;                                  // what cleans up after the error may run
      throw new Endless();
    }
    TAKEN[(block ^ last) & WAYS - 1]++;
    last = block >>> 1;                                       // so that A → B is not B → A
  }

  /// Forgets what was counted, and allows `steps`.
  static void begin(long steps) {
    java.util.Arrays.fill(TAKEN, (byte) 0);
    last = 0;
    left = steps;
  }

  /// Adds what was counted to `seen`; returns whether that was news.
  static boolean addTo(byte[] seen) {
    left = Long.MAX_VALUE;
    boolean news = false;
    for (int way = 0; way < WAYS; way++) {
      if (TAKEN[way] == 0) continue;
      byte range = RANGES[TAKEN[way] & 0xff];
      news |= (seen[way] & range) == 0;
      seen[way] |= range;
    }
    return news;
  }
}
