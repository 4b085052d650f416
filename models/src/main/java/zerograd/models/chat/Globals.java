package zerograd.models.chat;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import zerograd.models.chat.Values.Callee;
import zerograd.models.chat.Values.Namespace;
import zerograd.models.chat.Values.Range;

/// The functions that every template has.
///
/// @param clock what `strftime_now` calls now
record Globals(Supplier<LocalDateTime> clock) {

  /// As in Jinja's sandbox.
  private static final int LONGEST_RANGE = 100_000;

  private static final Set<String> UNSUPPORTED = Set.of("cycler", "joiner", "lipsum", "self", "caller",
      "varargs",
      "kwargs");

  /// What a name stands for that nobody defined.
  static Object missing(String name) {
    if (UNSUPPORTED.contains(name)) throw new Failure("%s is not supported", name);
    return Undefined.name(name);
  }

  void define(Evaluator.Frame frame, Budget budget) {
    define(frame, "range", arguments -> range(arguments, budget));
    define(frame, "dict", Globals::dict);
    define(frame, "namespace", arguments -> new Namespace(new LinkedHashMap<>(fields(arguments))));
    define(frame, "raise_exception", arguments -> {
      Object message = arguments.bind("raise_exception", "message")[0];
      throw new Failure(Values.text(message));
    });
    define(frame, "strftime_now", arguments -> {
      Object format = arguments.bind("strftime_now", "format")[0];
      if (!(format instanceof String pattern)) throw new Failure("strftime_now needs a text");
      return Strftime.format(pattern, clock.get());
    });
  }

  private static void define(Evaluator.Frame frame, String name, Callee.Body body) {
    frame.set(name, new Callee(name, body));
  }

  private static Object dict(Arguments arguments) {
    return new LinkedHashMap<Object, Object>(fields(arguments));
  }

  private static Map<String, Object> fields(Arguments arguments) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (Object each : arguments.positional()) {
      if (arguments.positional().size() > 1 || !(each instanceof Map<?, ?> map))
        throw new Failure("dict and namespace take one dict and named values");
      map.forEach((key, value) -> {
        if (!(key instanceof String name))
          throw new Failure("a name must be a text, got %s", Values.repr(key));
        fields.put(name, value);
      });
    }
    fields.putAll(arguments.named());
    return fields;
  }

  private static Object range(Arguments arguments, Budget budget) {
    Object[] bound = arguments.bind("range", "start", "stop?", "step?");
    boolean one = bound[1] == Arguments.ABSENT;
    long start = one ? 0 : whole(bound[0]), stop = whole(one ? bound[0] : bound[1]);
    long step = bound[2] == Arguments.ABSENT ? 1 : whole(bound[2]);
    if (step == 0) throw new Failure("range needs a step other than 0");
    List<Object> items = new ArrayList<>();
    for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
      if (items.size() == LONGEST_RANGE) throw new Failure("range of more than %,d numbers", LONGEST_RANGE);
      items.add(i);
    }
    budget.list(items.size());
    return new Range(start, stop, step, items);
  }

  private static long whole(Object value) {
    if (value instanceof Long number && Math.abs(number) < 1L << 62) return number;
    if (value instanceof Boolean bool) return bool ? 1 : 0;
    throw new Failure("range needs whole numbers, got %s", Values.typeName(value));
  }
}
