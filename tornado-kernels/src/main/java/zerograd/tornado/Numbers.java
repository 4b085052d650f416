package zerograd.tornado;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;

/// The numbers that calls are given, a temperature or a step size, in the device's memory.
///
/// A kernel cannot make a float32 of its bits, so that numbers do not travel among the places and sizes of a call. They are
/// operands like the others: one is put there when it is first used, and stays until there is no room for a new one; then all go.
/// Calls run in order, so that none is still to read a number that goes.
final class Numbers {

  private final Machine machine;
  private final int first;
  private final int room;
  private final Map<Integer, Integer> places = new HashMap<>();        // by their bits

  /// Keeps up to `room` numbers from place `first` on.
  Numbers(Machine machine, int first, int room) {
    this.machine = machine;
    this.first = first;
    this.room = room;
  }

  /// What a call is told: its own whole numbers, and then where the numbers are.
  int[] behind(int[] call, float... numbers) {
    int[] all = new int[call.length + numbers.length];
    System.arraycopy(call, 0, all, 0, call.length);
    if (places.size() + numbers.length > room) places.clear();
    for (int i = 0; i < numbers.length; i++) all[call.length + i] = place(numbers[i]);
    return all;
  }

  private int place(float number) {
    return places.computeIfAbsent(Float.floatToRawIntBits(number), bits -> {
      int place = first + places.size();
      try (Arena arena = Arena.ofConfined()) {
        machine.put(place, arena.allocateFrom(ValueLayout.JAVA_INT, bits), 0, 1);
      }
      return place;
    });
  }
}
