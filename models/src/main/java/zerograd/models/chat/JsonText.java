package zerograd.models.chat;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import zerograd.models.chat.Values.Tuple;

/// The filter `tojson` as `transformers` has it: Python's `json.dumps`, which leaves characters beyond ASCII as they
/// are.
final class JsonText {

  private final StringBuilder out = new StringBuilder();
  private final boolean ascii;
  private final String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean sorted;
  private final Budget budget;

  private JsonText(Arguments arguments, Budget budget) {
    Object[] bound = arguments.bind("tojson", "ensure_ascii?", "indent?", "separators?", "sort_keys?");
    ascii = bound[0] != Arguments.ABSENT && Values.truth(bound[0]);
    indent = switch (bound[1]) {
      case null -> null;
      case String text -> text;
      case Object absent when absent == Arguments.ABSENT -> null;
      case Object width -> {
        int spaces = Math.clamp(Numbers.whole(width), 0, Budget.DEEPEST_VALUE);
        yield " ".repeat(spaces);
      }
    };
    boolean given = bound[2] != Arguments.ABSENT && bound[2] != null;
    List<Object> separators = given
        ? Values.items(bound[2], budget)
        : List.of(indent == null ? ", " : ",", ": ");
    if (separators.size() != 2 || !(separators.get(0) instanceof String item)
        || !(separators.get(1) instanceof String key))
      throw new Failure("tojson: separators must be two texts");
    itemSeparator = item;
    keySeparator = key;
    sorted = bound[3] != Arguments.ABSENT && Values.truth(bound[3]);
    this.budget = budget;
  }

  static String of(Object value, Arguments arguments, Budget budget) {
    JsonText json = new JsonText(arguments, budget);
    json.write(value, 0);
    return json.out.toString();
  }

  private void write(Object value, int depth) {
    if (depth > Budget.DEEPEST_VALUE)
      throw new Failure("tojson: a value nests more than %d deep", Budget.DEEPEST_VALUE);
    budget.step();
    if (out.length() > Budget.LONGEST_TEXT) budget.text(out.length());
    switch (value) {
      case null -> out.append("null");
      case Boolean bool -> out.append(bool);
      case Long number -> out.append(number);
      case BigInteger number -> out.append(number);
      case Double number -> out.append(number(number));
      case String text -> {
        budget.spend(text.length() >> 4);
        string(text);
      }
      case Tuple tuple -> array(tuple.items(), depth);
      case List<?> list -> array(list, depth);
      case Map<?, ?> map -> object(map, depth);
      default -> throw new Failure("tojson: %s has no JSON", Values.typeName(value));
    }
  }

  private static String number(double number) {
    if (Double.isNaN(number)) return "NaN";
    if (Double.isInfinite(number)) return number > 0 ? "Infinity" : "-Infinity";
    return PythonText.repr(number);
  }

  private void array(List<?> items, int depth) {
    if (items.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append('[');
    for (int i = 0; i < items.size(); i++) {
      if (i > 0) out.append(itemSeparator);
      line(depth + 1);
      write(items.get(i), depth + 1);
    }
    line(depth);
    out.append(']');
  }

  private void object(Map<?, ?> map, int depth) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : (sorted ? sorted(map) : map).entrySet()) {
      out.append(separator);
      line(depth + 1);
      string(entry.getKey() == null ? "null" : entry.getKey().toString());
      out.append(keySeparator);
      write(entry.getValue(), depth + 1);
      separator = itemSeparator;
    }
    line(depth);
    out.append('}');
  }

  private Map<?, ?> sorted(Map<?, ?> map) {
    Map<Object, Object> sorted = new TreeMap<>((a, b) -> Values.compare(a, b, budget, 0));
    sorted.putAll(map);
    return sorted;
  }

  private void line(int depth) {
    if (indent == null) return;
    budget.text((long) out.length() + (long) indent.length() * depth);
    out.append('\n').append(indent.repeat(depth));
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < ' ' || ascii && c >= 0x7f) out.append("\\u%04x".formatted((int) c));
          else
            out.append(c);
        }
      }
    }
    out.append('"');
  }
}
