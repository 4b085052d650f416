package zerograd.models.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Byte-pair encoding of one piece: start with its bytes or characters, and as long as two neighbours have a merge,
/// apply the merge of the lowest rank, the leftmost of equals.
///
/// Sennrich et al. 2016, *Neural Machine Translation of Rare Words with Subword Units*, arXiv:1508.07909,
/// section 3.2; on bytes as in Radford et al. 2019, on characters as in Kudo and Richardson 2018, *SentencePiece*,
/// arXiv:1808.06226.
final class BytePairModel {

  /*
   * The merges are a hash table from the pair of ids to the rank, with linear probing; its hash has a random factor, so that
   * no file can bring all pairs to one slot. A short piece keeps its ranks in an array and scans for the lowest; a long
   * one (no spaces, or nothing but) keeps candidates (rank, position) in a binary heap and its symbols in a linked list, so
   * that the time grows as n log n and not as n². A candidate whose pair has changed since is recognised by its rank
   * and dropped.
   */

  /// Up to this many symbols, scanning is faster than a heap.
  static final int SHORT = 64;

  private static final int NONE = Integer.MAX_VALUE;

  private final Vocabulary vocabulary;
  private final int[] left;
  private final int[] right;
  private final int[] merged;
  private final boolean ignoreMerges;
  private final Symbols symbols;
  private final long[] keys;
  private final int[] ranks;
  private final int shift;
  private final long factor = new SplittableRandom().nextLong() | 1;

  /// What a piece is before any merge.
  interface Symbols {
    int[] of(String piece);

    /// The piece as the vocabulary would spell it.
    String spelled(String piece);

    /// The token of a character without one; null if there is none, or it never happens.
    default String unknownToken() { return null; }

    /// Whether unknown neighbours are one token.
    default boolean fusesUnknown() { return false; }

    /// Whether a character without a token is spelled in bytes.
    default boolean fallsBackToBytes() { return false; }
  }

  /// On bytes: the tokens are in the byte alphabet.
  ///
  /// @throws IllegalArgumentException as the other, or if a byte is not a token
  BytePairModel(Vocabulary vocabulary, int[] left, int[] right, boolean ignoreMerges) {
    this(vocabulary, left, right, ignoreMerges, new ByteSymbols(vocabulary));
  }

  /// Merge r joins `left[r]` and `right[r]`. With `ignoreMerges`, a piece that is a token is not built by merges.
  ///
  /// @throws IllegalArgumentException if the result of a merge is not a token
  BytePairModel(Vocabulary vocabulary, int[] left, int[] right, boolean ignoreMerges, Symbols symbols) {
    this.symbols = symbols;
    this.vocabulary = vocabulary;
    this.left = left;
    this.right = right;
    this.ignoreMerges = ignoreMerges;
    merged = new int[left.length];
    int bits = 32 - Integer.numberOfLeadingZeros(Math.max(16, left.length + left.length / 2));
    shift = 64 - bits;
    keys = new long[1 << bits];
    ranks = new int[1 << bits];
    Arrays.fill(keys, -1);
    for (int rank = 0; rank < left.length; rank++) {
      merged[rank] = vocabulary.joined(left[rank], right[rank]);
      int slot = slot(key(left[rank], right[rank]));
      keys[slot] = key(left[rank], right[rank]);
      ranks[slot] = rank;
    }
  }

  /// UTF-8, each byte a token.
  private static final class ByteSymbols implements Symbols {

    private final int[] byteIds = new int[256];

    ByteSymbols(Vocabulary vocabulary) {
      for (int b = 0; b < 256; b++)
        byteIds[b] = vocabulary.require(String.valueOf(ByteAlphabet.character(b)));
    }

    @Override public int[] of(String piece) {
      byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
      int[] symbols = new int[bytes.length];
      for (int i = 0; i < bytes.length; i++) symbols[i] = byteIds[bytes[i] & 0xff];
      return symbols;
    }

    @Override public String spelled(String piece) {
      return ByteAlphabet.spell(piece.getBytes(StandardCharsets.UTF_8));
    }
  }

  Vocabulary vocabulary() { return vocabulary; }

  int mergeCount() { return left.length; }

  String mergeLeft(int rank) { return vocabulary.token(left[rank]); }

  String mergeRight(int rank) { return vocabulary.token(right[rank]); }

  boolean ignoreMerges() { return ignoreMerges; }

  Symbols symbols() { return symbols; }

  /// Whether in no merged token a `▁` comes after another character.
  boolean mergesStayInWords() {
    for (int id : merged) {
      String token = vocabulary.token(id);
      int last = token.lastIndexOf('▁');
      for (int i = 0; i < last; i++) if (token.charAt(i) != '▁') return false;
    }
    return true;
  }

  /// The ids of a piece.
  int[] encode(String piece) {
    if (ignoreMerges) {
      int whole = vocabulary.id(symbols.spelled(piece));
      if (whole != Vocabulary.NONE) return new int[]{whole};
    }
    int[] unmerged = symbols.of(piece);
    return unmerged.length <= SHORT ? mergeShort(unmerged) : mergeLong(unmerged);
  }

  int[] mergeShort(int[] symbols) {
    int length = symbols.length;
    int[] pairRanks = new int[length];
    for (int i = 0; i + 1 < length; i++) pairRanks[i] = rank(symbols[i], symbols[i + 1]);
    while (true) {
      int best = NONE, at = -1;
      for (int i = 0; i + 1 < length; i++) {
        if (pairRanks[i] < best) best = pairRanks[at = i];
      }
      if (at < 0) return Arrays.copyOf(symbols, length);
      symbols[at] = merged[best];
      length--;
      System.arraycopy(symbols, at + 2, symbols, at + 1, length - at - 1);
      System.arraycopy(pairRanks, at + 2, pairRanks, at + 1, length - at - 1);
      if (at > 0) pairRanks[at - 1] = rank(symbols[at - 1], symbols[at]);
      if (at + 1 < length) pairRanks[at] = rank(symbols[at], symbols[at + 1]);
    }
  }

  int[] mergeLong(int[] symbols) {
    int length = symbols.length;
    int[] next = new int[length], previous = new int[length];
    LongHeap candidates = new LongHeap(length);
    for (int i = 0; i < length; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      if (i + 1 < length) push(candidates, rank(symbols[i], symbols[i + 1]), i);
    }
    while (!candidates.isEmpty()) {
      long candidate = candidates.pop();
      int rank = (int) (candidate >>> 32), at = (int) candidate, other = next[at];
      if (symbols[at] < 0 || other >= length || rank(symbols[at], symbols[other]) != rank) continue;
      symbols[at] = merged[rank];
      symbols[other] = -1;
      next[at] = next[other];
      if (next[at] < length) {
        previous[next[at]] = at;
        push(candidates, rank(symbols[at], symbols[next[at]]), at);
      }
      if (previous[at] >= 0) push(candidates, rank(symbols[previous[at]], symbols[at]), previous[at]);
    }
    return Arrays.stream(symbols).filter(symbol -> symbol >= 0).toArray();
  }

  private static void push(LongHeap candidates, int rank, int at) {
    if (rank != NONE) candidates.push((long) rank << 32 | at);
  }

  /// The rank of the merge of two tokens, or `NONE`.
  private int rank(int leftId, int rightId) {
    int slot = slot(key(leftId, rightId));
    return keys[slot] < 0 ? NONE : ranks[slot];
  }

  /// Where `key` is, or belongs.
  private int slot(long key) {
    int slot = (int) (key * factor >>> shift);
    while (keys[slot] >= 0 && keys[slot] != key)
      slot = slot + 1 & keys.length - 1;
    return slot;
  }

  private static long key(int leftId, int rightId) { return (long) leftId << 32 | rightId; }

  /// The smallest of many numbers first.
  private static final class LongHeap {

    private long[] heap;
    private int size;

    LongHeap(int capacity) { heap = new long[capacity + 1]; }

    boolean isEmpty() { return size == 0; }

    void push(long value) {
      if (size + 1 == heap.length) heap = Arrays.copyOf(heap, 2 * heap.length);
      int at = ++size;
      for (; at > 1 && heap[at >> 1] > value; at >>= 1) heap[at] = heap[at >> 1];
      heap[at] = value;
    }

    long pop() {
      long top = heap[1], last = heap[size--];
      int at = 1;
      for (int child; (child = 2 * at) <= size; at = child) {
        if (child < size && heap[child + 1] < heap[child]) child++;
        if (heap[child] >= last) break;
        heap[at] = heap[child];
      }
      heap[at] = last;
      return top;
    }
  }
}
