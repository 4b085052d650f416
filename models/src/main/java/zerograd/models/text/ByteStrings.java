package zerograd.models.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/// A growing set of byte strings, numbered 0, 1, … as they come. They lie end to end in one array, and a hash table of their numbers
/// finds them: a seventh of the memory of a map with strings.
final class ByteStrings {

  /// In the place of a number: there is no such string.
  static final int NONE = -1;

  /*
   * Linear probing; at most two thirds of the slots are taken. The hash has a key that is drawn anew each time, so that
   * nobody can write a file whose strings all begin at one slot.
   */

  private final long key = new SplittableRandom().nextLong();
  private byte[] bytes = new byte[1 << 13];
  private int[] starts = new int[1 << 10];
  private int[] slots = empty(1 << 10);
  private int size;

  int size() { return size; }

  /// Adds a string and returns its number; `NONE` if it is there already.
  int add(byte[] string) {
    int slot = slot(string);
    if (slots[slot] != NONE) return NONE;
    slots[slot] = size;
    int begin = starts[size], end = Math.addExact(begin, string.length);
    if (end > bytes.length) bytes = Arrays.copyOf(bytes, Math.addExact(end, end / 2));
    System.arraycopy(string, 0, bytes, begin, string.length);
    if (++size == starts.length) starts = Arrays.copyOf(starts, 2 * size);
    starts[size] = end;
    if (3L * size > 2L * slots.length) rehash();
    return size - 1;
  }

  /// The number of a string, or `NONE`.
  int find(byte[] string) { return slots[slot(string)]; }

  int length(int number) { return starts[number + 1] - starts[number]; }

  /// Writes a string into an array.
  void copy(int number, byte[] into, int from) {
    System.arraycopy(bytes, starts[number], into, from, length(number));
  }

  /// A string as UTF-8.
  String text(int number) {
    return new String(bytes, starts[number], length(number), StandardCharsets.UTF_8);
  }

  /// Gives back the room for more.
  void trim() {
    bytes = Arrays.copyOf(bytes, starts[size]);
    starts = Arrays.copyOf(starts, size + 1);
  }

  private void rehash() {
    slots = empty(2 * slots.length);
    for (int number = 0; number < size; number++) {
      int slot = firstSlot(bytes, starts[number], starts[number + 1]);
      while (slots[slot] != NONE)
        slot = slot + 1 & slots.length - 1;
      slots[slot] = number;
    }
  }

  /// Where a string is, or belongs.
  private int slot(byte[] string) {
    int slot = firstSlot(string, 0, string.length);
    while (slots[slot] != NONE && !is(slots[slot], string))
      slot = slot + 1 & slots.length - 1;
    return slot;
  }

  private boolean is(int number, byte[] string) {
    return Arrays.equals(bytes, starts[number], starts[number + 1], string, 0, string.length);
  }

  private int firstSlot(byte[] string, int from, int to) {
    long hash = key;
    for (int i = from; i < to; i++) {
      hash = (hash ^ string[i]) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 32;
    }
    return (int) hash & slots.length - 1;
  }

  private static int[] empty(int length) {
    int[] slots = new int[length];
    Arrays.fill(slots, NONE);
    return slots;
  }
}
