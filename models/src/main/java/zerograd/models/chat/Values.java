package zerograd.models.chat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The values of a template and what Python makes of them.
///
/// | Python      | here                                                                     |
/// |-------------|--------------------------------------------------------------------------|
/// | None        | null                                                                     |
/// | bool        | [Boolean]                                                                |
/// | int         | [Long]; a [BigInteger] from outside can be printed and compared          |
/// | float       | [Double]                                                                 |
/// | str         | [String]                                                                 |
/// | list, range | [List], [Range]                                                          |
/// | tuple       | [Tuple]                                                                  |
/// | dict        | [Map] with the keys in order, which are texts, whole numbers or None     |
/// | generators  | [Lazy], which can be walked through once and is always true              |
/// | dict views  | [View]                                                                   |
/// | functions   | [Callee]                                                                 |
final class Values {

  record Tuple(List<Object> items) {}

  record Range(long start, long stop, long step, List<Object> items) {}

  /// `d.keys()`, `d.values()`, `d.items()`.
  record View(String name, List<Object> items) {}

  /// `namespace()`: the one thing a template can change.
  record Namespace(Map<String, Object> fields) {}

  /// Text that `safe` marks: it can be printed, and nothing else.
  record Safe(String text) {}

  static final class Lazy {
    private final Iterator<Object> items;

    Lazy(Iterator<Object> items) { this.items = items; }

    Iterator<Object> iterator() { return items; }
  }

  /// A function, a method, a macro.
  record Callee(String name, Body body) {
    interface Body {
      Object call(Arguments arguments);
    }
  }

  private Values() {}

  /// A value from outside, such as JSON has them, copied.
  ///
  /// @throws Failure if it is something else
  static Object of(Object value, int depth) {
    if (depth > Budget.DEEPEST_VALUE)
      throw new Failure("the input nests more than %d deep", Budget.DEEPEST_VALUE);
    return switch (value) {
      case null -> null;
      case String text -> text;
      case Boolean bool -> bool;
      case Integer number -> number.longValue();
      case Long number -> number;
      case Short number -> number.longValue();
      case Byte number -> number.longValue();
      case BigInteger number -> number.bitLength() < 64 ? (Object) number.longValue() : number;
      case Double number -> number;
      case Float number -> Double.parseDouble(number.toString());
      case BigDecimal number -> number.doubleValue();
      case List<?> list -> {
        List<Object> copy = new ArrayList<>(list.size());
        for (Object each : list) copy.add(of(each, depth + 1));
        yield copy;
      }
      case Map<?, ?> map -> {
        Map<Object, Object> copy = new LinkedHashMap<>();
        map.forEach((key, each) -> copy.put(key(of(key, depth + 1)), of(each, depth + 1)));
        yield copy;
      }
      default -> throw new Failure("the input has a value of type %s", value.getClass().getName());
    };
  }

  /// A value that can be a key.
  static Object key(Object value) {
    if (value == null || value instanceof String || value instanceof Long) return value;
    throw new Failure("a dict with a key of type %s is not supported", typeName(value));
  }

  static String typeName(Object value) {
    return switch (value) {
      case null -> "None";
      case Boolean _ -> "bool";
      case Long _ -> "int";
      case BigInteger _ -> "int";
      case Double _ -> "float";
      case String _ -> "str";
      case Safe _ -> "safe text";
      case Tuple _ -> "tuple";
      case Range _ -> "range";
      case View _ -> "view";
      case Lazy _ -> "generator";
      case List<?> _ -> "list";
      case Map<?, ?> _ -> "dict";
      case Namespace _ -> "namespace";
      case Callee _ -> "function";
      case Undefined _ -> "undefined";
      default -> "loop";
    };
  }

  static boolean truth(Object value) {
    return switch (value) {
      case null -> false;
      case Undefined _ -> false;
      case Boolean bool -> bool;
      case Long number -> number != 0;
      case Double number -> number != 0;
      case String text -> !text.isEmpty();
      case Safe safe -> !safe.text.isEmpty();
      case Tuple tuple -> !tuple.items.isEmpty();
      case Range range -> !range.items.isEmpty();
      case View view -> !view.items.isEmpty();
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> true;
    };
  }

  /// What a value prints as: Python's `str`.
  static String text(Object value) {
    return switch (value) {
      case String text -> text;
      case Safe safe -> safe.text;
      case Undefined _ -> "";
      case null, default -> repr(value);
    };
  }

  /// What a value prints as inside a list: Python's `repr`.
  static String repr(Object value) {
    StringBuilder out = new StringBuilder();
    repr(value, out, 0);
    return out.toString();
  }

  private static void repr(Object value, StringBuilder out, int depth) {
    if (depth > Budget.DEEPEST_VALUE)
      throw new Failure("a value nests more than %d deep", Budget.DEEPEST_VALUE);
    if (out.length() > Budget.LONGEST_TEXT) throw new Failure("a value prints as too long a text");
    switch (value) {
      case null -> out.append("None");
      case Boolean bool -> out.append(bool ? "True" : "False");
      case Long number -> out.append(number);
      case BigInteger number -> out.append(number);
      case Double number -> out.append(PythonText.repr(number));
      case String text -> out.append(PythonText.repr(text));
      case Undefined _ -> out.append("Undefined");
      case Tuple tuple -> items(tuple.items, "(", tuple.items.size() == 1 ? ",)" : ")", out, depth);
      case View view -> items(view.items, "dict_" + view.name + "([", "])", out, depth);
      case Range range -> out.append(range.step == 1
          ? "range(%d, %d)".formatted(range.start, range.stop)
          : "range(%d, %d, %d)".formatted(range.start, range.stop, range.step));
      case List<?> list -> items(list, "[", "]", out, depth);
      case Map<?, ?> map -> {
        String separator = "";
        out.append('{');
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.append(separator);
          repr(entry.getKey(), out, depth + 1);
          out.append(": ");
          repr(entry.getValue(), out, depth + 1);
          separator = ", ";
        }
        out.append('}');
      }
      default -> throw new Failure("printing a %s is not supported", typeName(value));
    }
  }

  private static void items(List<?> items, String open, String close, StringBuilder out, int depth) {
    out.append(open);
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) out.append(", ");
      repr(items.get(i), out, depth + 1);
    }
    out.append(close);
  }

  /// The elements of something that a loop walks through.
  static List<Object> items(Object value, Budget budget) {
    List<Object> items = switch (value) {
      case Undefined _ -> List.of();
      case String text -> {
        budget.list(text.length());
        yield PythonText.characters(text);
      }
      case Tuple tuple -> tuple.items;
      case Range range -> range.items;
      case View view -> view.items;
      case List<?> list -> new ArrayList<>(list);
      case Map<?, ?> map -> new ArrayList<>(map.keySet());
      case Lazy lazy -> {
        List<Object> all = new ArrayList<>();
        lazy.items.forEachRemaining(each -> {
          if (all.size() == Budget.LONGEST_LIST) budget.list(Long.MAX_VALUE);
          all.add(each);
        });
        yield all;
      }
      case null, default -> throw new Failure("%s is not iterable", typeName(value));
    };
    budget.list(items.size());
    return items;
  }

  /// Python's `len`.
  static long length(Object value) {
    return switch (value) {
      case Undefined _ -> 0;
      case String text -> PythonText.length(text);
      case Tuple tuple -> tuple.items.size();
      case Range range -> range.items.size();
      case View view -> view.items.size();
      case List<?> list -> list.size();
      case Map<?, ?> map -> map.size();
      case null, default -> throw new Failure("%s has no length", typeName(value));
    };
  }

  static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double || value instanceof Boolean
        || value instanceof BigInteger;
  }

  /// Python's `==`.
  static boolean equal(Object a, Object b, Budget budget) { return equal(a, b, budget, 0); }

  private static boolean equal(Object a, Object b, Budget budget, int depth) {
    if (depth > Budget.DEEPEST_VALUE)
      throw new Failure("a value nests more than %d deep", Budget.DEEPEST_VALUE);
    budget.step();
    if (isNumber(a) && isNumber(b)) return compareNumbers(a, b) == 0;
    return switch (a) {
      case String text -> {
        budget.spend(text.length() >> 6);
        yield text.equals(b);
      }
      case Tuple tuple -> b instanceof Tuple other && equal(tuple.items, other.items, budget, depth + 1);
      case Range range -> b instanceof Range other && equal(range.items, other.items, budget, depth + 1);
      case List<?> list when b instanceof List<?> other -> {
        if (list.size() != other.size()) yield false;
        for (int i = 0; i < list.size(); i++)
          if (!equal(list.get(i), other.get(i), budget, depth + 1)) yield false;
        yield true;
      }
      case Map<?, ?> map when b instanceof Map<?, ?> other -> {
        if (map.size() != other.size()) yield false;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          if (!other.containsKey(entry.getKey())
              || !equal(entry.getValue(), other.get(entry.getKey()), budget, depth + 1))
            yield false;
        }
        yield true;
      }
      case Undefined _ -> b instanceof Undefined;
      case Safe _ -> throw new Failure("comparing safe text is not supported");
      case null, default -> {
        if (b instanceof Safe) throw new Failure("comparing safe text is not supported");
        yield a == b;
      }
    };
  }

  /// Python's `<`: negative, zero or positive, for two numbers, texts, lists or tuples.
  static int compare(Object a, Object b, Budget budget, int depth) {
    if (depth > Budget.DEEPEST_VALUE)
      throw new Failure("a value nests more than %d deep", Budget.DEEPEST_VALUE);
    budget.step();
    if (isNumber(a) && isNumber(b)) {
      int order = compareNumbers(a, b);
      if (order == UNORDERED) throw new Failure("comparing with nan is not supported");
      return order;
    }
    return switch (a) {
      case String text when b instanceof String other -> {
        budget.spend(Math.min(text.length(), other.length()) >> 4);
        yield compareTexts(text, other);
      }
      case Tuple tuple when b instanceof Tuple other -> compareLists(tuple.items, other.items, budget, depth);
      case List<?> list when b instanceof List<?> other -> compareLists(list, other, budget, depth);
      case Undefined undefined -> throw undefined.failure();
      case null, default -> {
        if (b instanceof Undefined undefined) throw undefined.failure();
        throw new Failure("%s and %s have no order", typeName(a), typeName(b));
      }
    };
  }

  private static int compareLists(List<?> a, List<?> b, Budget budget, int depth) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!equal(a.get(i), b.get(i), budget, depth + 1))
        return compare(a.get(i), b.get(i), budget, depth + 1);
    }
    return Integer.compare(a.size(), b.size());
  }

  /// By code points, of which Java's order of chars differs beyond U+FFFF.
  private static int compareTexts(String a, String b) {
    int same = 0, end = Math.min(a.length(), b.length());
    while (same < end && a.charAt(same) == b.charAt(same))
      same++;
    if (same == end) return Integer.compare(a.length(), b.length());
    if (same > 0 && Character.isHighSurrogate(a.charAt(same - 1))) same--;
    return Integer.compare(a.codePointAt(same), b.codePointAt(same));
  }

  private static final int UNORDERED = 2;

  private static int compareNumbers(Object a, Object b) {
    double x = number(a), y = number(b);
    if (Double.isNaN(x) || Double.isNaN(y)) return UNORDERED;
    if (Double.isInfinite(x) || Double.isInfinite(y)) return Double.compare(x, y);
    return exact(a).compareTo(exact(b));
  }

  private static double number(Object value) { return value instanceof Double number ? number : 0; }

  private static BigDecimal exact(Object value) {
    return switch (value) {
      case Long number -> BigDecimal.valueOf(number);
      case Boolean bool -> bool ? BigDecimal.ONE : BigDecimal.ZERO;
      case BigInteger number -> new BigDecimal(number);
      default -> new BigDecimal((Double) value);
    };
  }
}
