package zerograd.models.chat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zerograd.models.chat.Values.Lazy;
import zerograd.models.chat.Values.Range;
import zerograd.models.chat.Values.Safe;
import zerograd.models.chat.Values.Tuple;
import zerograd.models.chat.Values.View;

/// `value | name(arguments)`.
///
/// Jinja 3.1, *Template Designer Documentation*, "List of Builtin Filters", and `filters.py`; `tojson` is that of
/// `transformers`.
final class Filters {

  static final Set<String> NAMES = Set.of("abs", "attr", "capitalize", "center", "count", "d", "default",
      "dictsort",
      "first", "float", "indent", "int", "items", "join", "last", "length", "list", "lower", "map", "max",
      "min",
      "reject", "rejectattr", "replace", "reverse", "round", "safe", "select", "selectattr", "sort", "string",
      "sum",
      "title", "tojson", "trim", "unique", "upper");

  private static final Pattern WORD_BEGINNING = Pattern.compile("[-\\s({\\[<]+",
      Pattern.UNICODE_CHARACTER_CLASS);

  private final Budget budget;
  private final Computation computation;
  private final Tests tests;
  private final Methods methods;

  Filters(Budget budget, Computation computation, Tests tests) {
    this.budget = budget;
    this.computation = computation;
    this.tests = tests;
    methods = new Methods(budget);
  }

  Object filter(String name, Object value, Arguments arguments) {
    if (value instanceof Safe && !name.equals("safe"))
      throw new Failure("filtering safe text is not supported");
    if (value instanceof String text) budget.text(text.length());
    return switch (name) {
      case "default", "d" -> {
        Object[] bound = arguments.bind(name, "default_value?", "boolean?");
        boolean falseToo = bound[1] != Arguments.ABSENT && Values.truth(bound[1]);
        boolean replaced = value instanceof Undefined || falseToo && !Values.truth(value);
        yield replaced ? bound[0] == Arguments.ABSENT ? "" : bound[0] : value;
      }
      case "join" -> {
        Object[] bound = arguments.bind(name, "d?", "attribute?");
        yield join(value, bound[0] == Arguments.ABSENT ? "" : Values.text(bound[0]),
            attribute(bound[1], false));
      }
      case "map" -> map(value, arguments);
      case "select", "reject" -> select(name, value, arguments, each -> each);
      case "selectattr", "rejectattr" -> {
        if (arguments.positional().isEmpty()) throw new Failure("%s needs an attribute", name);
        yield select(name, value, arguments.after(1), attribute(arguments.positional().getFirst(), false));
      }
      case "tojson" -> JsonText.of(value, arguments, budget);
      case "attr" -> attr(value, Values.text(arguments.bind(name, "name")[0]));
      case "trim" -> Methods.strip(Values.text(value), "strip", arguments.bind(name, "chars?")[0]);
      case "replace" -> {
        Object[] bound = arguments.bind(name, "old", "new", "count?");
        yield methods.replace(Values.text(value), Values.text(bound[0]), Values.text(bound[1]), bound[2]);
      }
      case "indent" -> indent(value, arguments.bind(name, "width?", "first?", "blank?"));
      case "center" -> {
        Object width = arguments.bind(name, "width?")[0];
        yield methods.pad(Values.text(value), name, width == Arguments.ABSENT ? 80 : Numbers.whole(width),
            " ");
      }
      case "int" -> {
        Object[] bound = arguments.bind(name, "default?", "base?");
        yield Numbers.toInt(value, bound[0] == Arguments.ABSENT ? 0L : bound[0],
            bound[1] == Arguments.ABSENT ? 10 : Numbers.whole(bound[1]));
      }
      case "float" -> {
        Object otherwise = arguments.bind(name, "default?")[0];
        yield Numbers.toFloat(value, otherwise == Arguments.ABSENT ? 0.0 : otherwise);
      }
      case "round" -> {
        Object[] bound = arguments.bind(name, "precision?", "method?");
        yield Numbers.round(value, bound[0] == Arguments.ABSENT ? 0 : Numbers.whole(bound[0]),
            bound[1] == Arguments.ABSENT ? "common" : Values.text(bound[1]));
      }
      case "sum" -> {
        Object[] bound = arguments.bind(name, "attribute?", "start?");
        yield sum(value, attribute(bound[0], false), bound[1] == Arguments.ABSENT ? 0L : bound[1]);
      }
      case "sort" -> {
        Object[] bound = arguments.bind(name, "reverse?", "case_sensitive?", "attribute?");
        if (bound[2] instanceof String several && several.contains(","))
          throw new Failure("sort by several attributes is not supported");
        yield sorted(Values.items(value, budget), attribute(bound[2], !isTrue(bound[1])), isTrue(bound[0]));
      }
      case "dictsort" -> dictsort(value, arguments.bind(name, "case_sensitive?", "by?", "reverse?"));
      case "unique" -> {
        Object[] bound = arguments.bind(name, "case_sensitive?", "attribute?");
        yield unique(Values.items(value, budget), attribute(bound[1], !isTrue(bound[0])));
      }
      case "min", "max" -> {
        Object[] bound = arguments.bind(name, "case_sensitive?", "attribute?");
        List<Object> sorted = sorted(Values.items(value, budget), attribute(bound[1], !isTrue(bound[0])),
            name.equals("max"));
        yield sorted.isEmpty()
            ? new Undefined("there is no element, the sequence is empty")
            : sorted.getFirst();
      }
      default -> {
        arguments.bind(name);
        yield plain(name, value);
      }
    };
  }

  private Object plain(String name, Object value) {
    return switch (name) {
      case "length", "count" -> Values.length(value);
      case "string" -> Values.text(value);
      case "safe" -> new Safe(Values.text(value));
      case "upper" -> PythonText.upper(Values.text(value));
      case "lower" -> PythonText.lower(Values.text(value));
      case "title" -> title(Values.text(value));
      case "capitalize" -> PythonText.capitalize(Values.text(value));
      case "list" -> new ArrayList<>(Values.items(value, budget));
      case "abs" -> abs(value);
      case "items" -> items(value);
      case "reverse" -> reverse(value);
      case "first" -> first(value);
      default -> last(value);
    };
  }

  private static boolean isTrue(Object argument) {
    return argument != Arguments.ABSENT && Values.truth(argument);
  }

  /// What a filter looks at in an element: the element, or by a path such as `function.name`; texts small, if `lower`.
  private Function<Object, Object> attribute(Object path, boolean lower) {
    List<Object> parts = path == Arguments.ABSENT || path == null ? List.of() : parts(path);
    return element -> {
      Object found = element;
      for (Object part : parts) found = computation.item(found, part);
      return lower && found instanceof String text ? PythonText.lower(text) : found;
    };
  }

  private static List<Object> parts(Object path) {
    if (!(path instanceof String text)) return List.of(path);
    List<Object> parts = new ArrayList<>();
    for (Object part : PythonText.split(text, ".", -1))
      parts.add(((String) part).matches("[0-9]{1,9}") ? (Object) Long.parseLong((String) part) : part);
    return parts;
  }

  private String join(Object value, String separator, Function<Object, Object> attribute) {
    StringBuilder joined = new StringBuilder();
    boolean first = true;
    for (Object each : Values.items(value, budget)) {
      String part = Values.text(attribute.apply(each));
      if ((long) joined.length() + separator.length() + part.length() > Budget.LONGEST_TEXT)
        budget.text(Long.MAX_VALUE);
      budget.spend(separator.length() + part.length() >> 4);
      if (!first) joined.append(separator);
      joined.append(part);
      first = false;
    }
    return joined.toString();
  }

  private Lazy lazy(Object value, Function<Iterator<Object>, Iterator<Object>> walk) {
    return new Lazy(
        walk.apply(Values.truth(value) ? Values.items(value, budget).iterator() : List.of().iterator()));
  }

  private Object map(Object value, Arguments arguments) {
    Function<Object, Object> change;
    if (arguments.positional().isEmpty() && arguments.named().containsKey("attribute")) {
      Object[] bound = arguments.bind("map", "attribute?", "default?");
      Function<Object, Object> attribute = attribute(bound[0], false);
      change = bound[1] == Arguments.ABSENT || bound[1] == null
          ? attribute
          : each -> attribute.apply(each) instanceof Undefined ? bound[1] : attribute.apply(each);
    } else if (!arguments.positional().isEmpty()
        && arguments.positional().getFirst() instanceof String name) {
      if (!NAMES.contains(name)) throw new Failure("the filter %s is not supported", name);
      Arguments rest = arguments.after(1);
      change = each -> filter(name, each, rest);
    } else {
      throw new Failure("map needs the name of a filter, or an attribute");
    }
    return lazy(value, items -> new Iterator<>() {
      @Override public boolean hasNext() { return items.hasNext(); }

      @Override public Object next() {
        budget.step();
        return change.apply(items.next());
      }
    });
  }

  private Object select(String name, Object value, Arguments arguments, Function<Object, Object> attribute) {
    boolean wanted = name.startsWith("select");
    Function<Object, Boolean> test = Values::truth;
    if (!arguments.positional().isEmpty()) {
      String testName = Values.text(arguments.positional().getFirst());
      String known = OPERATORS.getOrDefault(testName, testName);
      if (!Tests.NAMES.contains(known)) throw new Failure("the test %s is not supported", testName);
      Arguments rest = arguments.after(1);
      test = each -> tests.test(known, each, rest);
    }
    Function<Object, Boolean> chosen = test;
    return lazy(value, items -> {
      List<Object> kept = new ArrayList<>();
      items.forEachRemaining(each -> {
        budget.step();
        if (chosen.apply(attribute.apply(each)) == wanted) kept.add(each);
      });
      return kept.iterator();
    });
  }

  /// Tests that can be named by an operator.
  private static final Map<String, String> OPERATORS = Map.of("==", "eq", "!=", "ne", "<", "lt", "<=", "le",
      ">", "gt",
      ">=", "ge");

  private static Object attr(Object value, String name) {
    if (value instanceof Values.Namespace namespace && namespace.fields().containsKey(name))
      return namespace.fields().get(name);
    if (value instanceof Map<?, ?> || value instanceof Undefined || value == null)
      return Undefined.attribute(value, name);
    throw new Failure("the filter attr is not supported for %s", Values.typeName(value));
  }

  private String indent(Object value, Object[] bound) {
    if (!(value instanceof String text))
      throw new Failure("indent needs a text, got %s", Values.typeName(value));
    String width = bound[0] instanceof String given
        ? given
        : methods.pad("", "ljust", bound[0] == Arguments.ABSENT ? 4 : Numbers.whole(bound[0]), " ");
    List<Object> lines = PythonText.lines(text + "\n", false);
    budget.text(text.length() + (long) lines.size() * width.length());
    StringBuilder indented = new StringBuilder(isTrue(bound[1]) ? width : "");
    for (int i = 0; i < lines.size(); i++) {
      String line = (String) lines.get(i);
      if (i > 0) indented.append('\n').append(isTrue(bound[2]) || !line.isEmpty() ? width : "");
      indented.append(line);
    }
    return indented.toString();
  }

  private static String title(String text) {
    StringBuilder title = new StringBuilder();
    Matcher borders = WORD_BEGINNING.matcher(text);
    int from = 0;
    while (borders.find()) {
      title.append(word(text.substring(from, borders.start()))).append(borders.group());
      from = borders.end();
    }
    return title.append(word(text.substring(from))).toString();
  }

  private static String word(String word) {
    if (word.isEmpty()) return word;
    int first = word.offsetByCodePoints(0, 1);
    return PythonText.upper(word.substring(0, first)) + PythonText.lower(word.substring(first));
  }

  private Object sum(Object value, Function<Object, Object> attribute, Object start) {
    Object sum = start;
    for (Object each : Values.items(value, budget)) sum = Numbers.binary("+", sum, attribute.apply(each));
    return sum;
  }

  private List<Object> sorted(List<Object> items, Function<Object, Object> key, boolean reversed) {
    Comparator<Object> order = (a, b) -> Values.compare(key.apply(a), key.apply(b), budget, 0);
    List<Object> sorted = new ArrayList<>(items);
    sorted.sort(reversed ? order.reversed() : order);
    return sorted;
  }

  private Object dictsort(Object value, Object[] bound) {
    if (!(value instanceof Map<?, ?> map))
      throw new Failure("dictsort needs a dict, got %s", Values.typeName(value));
    String by = bound[1] == Arguments.ABSENT ? "key" : Values.text(bound[1]);
    if (!by.equals("key") && !by.equals("value"))
      throw new Failure("dictsort sorts by key or value, not by %s", by);
    boolean lower = !isTrue(bound[0]);
    return sorted(Methods.items(map), item -> {
      Object part = ((Tuple) item).items().get(by.equals("key") ? 0 : 1);
      return lower && part instanceof String text ? PythonText.lower(text) : part;
    }, isTrue(bound[2]));
  }

  private Object unique(List<Object> items, Function<Object, Object> key) {
    List<Object> kept = new ArrayList<>(), seen = new ArrayList<>();
    for (Object each : items) {
      Object found = key.apply(each);
      if (seen.stream().anyMatch(other -> Values.equal(other, found, budget))) continue;
      seen.add(found);
      kept.add(each);
    }
    return new Lazy(kept.iterator());
  }

  private static Object abs(Object value) {
    if (value instanceof Double number) return Math.abs(number);
    long number = Numbers.whole(value);
    return number < 0 ? Numbers.negate(number) : (Object) number;
  }

  private static Object items(Object value) {
    return switch (value) {
      case Undefined _ -> new Lazy(List.of().iterator());
      case Map<?, ?> map -> new Lazy(Methods.items(map).iterator());
      case null, default -> throw new Failure("items needs a dict, got %s", Values.typeName(value));
    };
  }

  private Object reverse(Object value) {
    if (value instanceof String text) return new StringBuilder(text).reverse().toString();
    List<Object> reversed = new ArrayList<>(Values.items(value, budget)).reversed();
    return value instanceof Lazy || value instanceof Undefined ? reversed : new Lazy(reversed.iterator());
  }

  private Object first(Object value) {
    Iterator<Object> items = value instanceof Lazy lazy
        ? lazy.iterator()
        : Values.items(value, budget).iterator();
    return items.hasNext() ? items.next() : new Undefined("there is no first element, the sequence is empty");
  }

  private Object last(Object value) {
    boolean reversible = value instanceof String || value instanceof List<?> || value instanceof Tuple
        || value instanceof Range || value instanceof Map<?, ?> || value instanceof View;
    if (value instanceof Undefined undefined) throw undefined.failure();
    if (!reversible) throw new Failure("%s has no last element", Values.typeName(value));
    List<Object> items = Values.items(value, budget);
    return items.isEmpty()
        ? new Undefined("there is no last element, the sequence is empty")
        : items.getLast();
  }
}
