package zerograd.models.chat;

import java.util.ArrayList;
import java.util.List;
import zerograd.models.chat.Values.Range;
import zerograd.models.chat.Values.Tuple;

/// Parts of texts, lists and tuples by place; negative places count from the end.
final class Slices {

  /// Stands for an element that is not there.
  static final Object NOTHING = new Object();

  private Slices() {}

  /// `of[index]`, or [#NOTHING].
  static Object at(Object of, Object index) {
    if (!(index instanceof Long) && !(index instanceof Boolean)) return NOTHING;
    long place = Numbers.whole(index);
    return switch (of) {
      case String text -> {
        int length = PythonText.length(text);
        if (place < 0) place += length;
        if (place < 0 || place >= length) yield NOTHING;
        int from = text.offsetByCodePoints(0, (int) place);
        yield text.substring(from, text.offsetByCodePoints(from, 1));
      }
      case Tuple tuple -> at(tuple.items(), place);
      case Range range -> at(range.items(), place);
      case List<?> list -> at(list, place);
      case null, default -> NOTHING;
    };
  }

  private static Object at(List<?> list, long place) {
    long at = place < 0 ? place + list.size() : place;
    return at < 0 || at >= list.size() ? NOTHING : list.get((int) at);
  }

  /// `of[from:to:step]`; null for what is not written or None.
  static Object of(Object of, Object from, Object to, Object step) {
    return switch (of) {
      case String text -> {
        int[] characters = text.codePoints().toArray();
        StringBuilder slice = new StringBuilder();
        for (int i : places(characters.length, from, to, step)) slice.appendCodePoint(characters[i]);
        yield slice.toString();
      }
      case Tuple tuple -> new Tuple(of(tuple.items(), from, to, step));
      case Range range ->
        throw new Failure("a slice of range(%d, %d) is not supported; use range", range.start(),
            range.stop());
      case List<?> list -> of(list, from, to, step);
      case Undefined undefined -> throw undefined.failure();
      case null, default -> new Undefined("%s has no slices".formatted(Values.typeName(of)));
    };
  }

  private static List<Object> of(List<?> list, Object from, Object to, Object step) {
    List<Object> slice = new ArrayList<>();
    for (int i : places(list.size(), from, to, step)) slice.add(list.get(i));
    return slice;
  }

  private static int[] places(int length, Object from, Object to, Object stepOrNull) {
    long step = stepOrNull == null ? 1 : Numbers.whole(stepOrNull);
    if (step == 0) throw new Failure("a slice needs a step other than 0");
    long lowest = step > 0 ? 0 : -1, highest = step > 0 ? length : length - 1;
    long start = from == null ? (step > 0 ? lowest : highest) : place(from, length, lowest, highest);
    long stop = to == null ? (step > 0 ? highest : lowest) : place(to, length, lowest, highest);
    if (step > 0 ? start >= stop : start <= stop) return new int[0];
    long count = step == Long.MIN_VALUE ? 1 : (Math.abs(stop - start) - 1) / Math.abs(step) + 1;
    int[] places = new int[(int) count];
    for (int i = 0; i < places.length; i++) places[i] = (int) (start + i * step);
    return places;
  }

  private static long place(Object bound, int length, long lowest, long highest) {
    long place = Numbers.whole(bound);
    return Math.clamp(place < 0 ? place + length : place, lowest, highest);
  }
}
