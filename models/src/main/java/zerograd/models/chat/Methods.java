package zerograd.models.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;
import zerograd.models.chat.Values.Callee;
import zerograd.models.chat.Values.Tuple;
import zerograd.models.chat.Values.View;

/// The methods of texts, dicts and lists.
///
/// Python 3, *The Python Standard Library*, "Built-in Types". What would change a list or dict is not there, as in
/// Jinja's immutable sandbox.
final class Methods {

  /// Methods of lists and dicts that would change them; in the sandbox these names stand for nothing.
  static final Set<String> CHANGING = Set.of("append", "clear", "extend", "insert", "pop", "popitem",
      "remove",
      "reverse", "setdefault", "sort", "update");

  private static final Set<String> OF_TEXT = Set.of("capitalize", "center", "count", "endswith", "find",
      "index",
      "isalnum", "isalpha", "isascii", "isdigit", "islower", "isspace", "isupper", "join", "ljust", "lower",
      "lstrip",
      "partition", "removeprefix", "removesuffix", "replace", "rfind", "rindex", "rjust", "rpartition",
      "rsplit",
      "rstrip", "split", "splitlines", "startswith", "strip", "title", "upper", "zfill");

  private static final Set<String> UNSUPPORTED = Set.of("casefold", "encode", "expandtabs", "format",
      "format_map",
      "isdecimal", "isidentifier", "isnumeric", "isprintable", "istitle", "maketrans", "swapcase",
      "translate");

  /// Digits that are no decimal digits: superscripts, digits in circles, and such; pairs of first and last.
  private static final int[] OTHER_DIGITS = {0xb2, 0xb3, 0xb9, 0xb9, 0x1369, 0x1371, 0x19da, 0x19da, 0x2070,
      0x2070,
      0x2074, 0x2079, 0x2080, 0x2089, 0x2460, 0x2468, 0x2474, 0x247c, 0x2488, 0x2490, 0x24ea, 0x24ea, 0x24f5,
      0x24fd,
      0x24ff, 0x24ff, 0x2776, 0x277e, 0x2780, 0x2788, 0x278a, 0x2792, 0x10a40, 0x10a43, 0x10e60, 0x10e68,
      0x11052,
      0x1105a, 0x1f100, 0x1f10a};

  private final Budget budget;

  Methods(Budget budget) { this.budget = budget; }

  /// The method `name` of a value; null if it has none.
  Callee of(Object value, String name) {
    return switch (value) {
      case String text -> {
        if (UNSUPPORTED.contains(name)) throw new Failure("the method %s of a text is not supported", name);
        yield OF_TEXT.contains(name) ? new Callee(name, arguments -> text(text, name, arguments)) : null;
      }
      case Map<?, ?> map -> ofDict(map, name);
      case Tuple tuple -> ofList(tuple.items(), name);
      case List<?> list -> name.equals("copy")
          ? new Callee(name, arguments -> new ArrayList<>(list))
          : ofList(list, name);
      case null, default -> null;
    };
  }

  private static Callee ofDict(Map<?, ?> map, String name) {
    return switch (name) {
      case "get" -> new Callee(name, arguments -> {
        if (!arguments.named().isEmpty()) throw new Failure("get takes no named arguments");
        Object[] bound = arguments.bind(name, "key", "default?");
        Object absent = bound[1] == Arguments.ABSENT ? null : bound[1];
        return map.containsKey(Values.key(bound[0])) ? map.get(bound[0]) : absent;
      });
      case "keys" -> view(name, nullable(map.keySet()));
      case "values" -> view(name, nullable(map.values()));
      case "items" -> view(name, items(map));
      case "copy" -> new Callee(name, arguments -> map);
      case "fromkeys" -> throw new Failure("the method fromkeys of a dict is not supported");
      default -> null;
    };
  }

  private static List<Object> nullable(java.util.Collection<?> values) { return new ArrayList<>(values); }

  static List<Object> items(Map<?, ?> map) {
    List<Object> items = new ArrayList<>();
    map.forEach((key, value) -> items.add(new Tuple(java.util.Arrays.asList(key, value))));
    return items;
  }

  private static Callee view(String name, List<Object> items) {
    return new Callee(name, arguments -> {
      arguments.bind(name);
      return new View(name, items);
    });
  }

  private Callee ofList(List<?> list, String name) {
    return switch (name) {
      case "count" -> new Callee(name, arguments -> {
        Object wanted = arguments.bind(name, "value")[0];
        return list.stream().filter(each -> Values.equal(each, wanted, budget)).count();
      });
      case "index" -> new Callee(name, arguments -> {
        Object wanted = arguments.bind(name, "value")[0];
        for (int i = 0; i < list.size(); i++) if (Values.equal(list.get(i), wanted, budget)) return (long) i;
        throw new Failure("%s is not in the list", Values.repr(wanted));
      });
      default -> null;
    };
  }

  private Object text(String text, String name, Arguments arguments) {
    budget.text(text.length());
    return switch (name) {
      case "strip", "lstrip", "rstrip" -> strip(text, name, arguments.bind(name, "chars?")[0]);
      case "split", "rsplit" -> split(text, name, arguments);
      case "splitlines" -> {
        Object keep = arguments.bind(name, "keepends?")[0];
        yield PythonText.lines(text, keep != Arguments.ABSENT && Values.truth(keep));
      }
      case "partition", "rpartition" -> partition(text, name, string(name, arguments.bind(name, "sep")[0]));
      case "startswith" -> touches(text, name, arguments, String::startsWith);
      case "endswith" -> touches(text, name, arguments, String::endsWith);
      case "find", "rfind", "index", "rindex", "count" ->
        search(text, name, string(name, one(name, arguments)));
      case "replace" -> {
        Object[] bound = arguments.bind(name, "old", "new", "count?");
        yield replace(text, string(name, bound[0]), string(name, bound[1]), bound[2]);
      }
      case "join" -> join(text, one(name, arguments));
      case "removeprefix" -> {
        String prefix = string(name, one(name, arguments));
        yield text.startsWith(prefix) ? text.substring(prefix.length()) : text;
      }
      case "removesuffix" -> {
        String suffix = string(name, one(name, arguments));
        yield text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
      }
      case "center", "ljust", "rjust" -> {
        Object[] bound = arguments.bind(name, "width", "fillchar?");
        yield pad(text, name, Numbers.whole(bound[0]),
            bound[1] == Arguments.ABSENT ? " " : string(name, bound[1]));
      }
      case "zfill" -> {
        boolean signed = text.startsWith("+") || text.startsWith("-");
        String digits = signed ? text.substring(1) : text, sign = signed ? text.substring(0, 1) : "";
        yield sign + pad(digits, "rjust", Numbers.whole(one(name, arguments)) - sign.length(), "0");
      }
      default -> {
        arguments.bind(name);
        yield plain(text, name);
      }
    };
  }

  private static Object plain(String text, String name) {
    return switch (name) {
      case "upper" -> PythonText.upper(text);
      case "lower" -> PythonText.lower(text);
      case "title" -> PythonText.title(text);
      case "capitalize" -> PythonText.capitalize(text);
      case "isdigit" -> PythonText.all(text, Methods::isDigit);
      case "isalpha" -> PythonText.all(text, Character::isLetter);
      case "isalnum" -> PythonText.all(text, PythonText::isAlphanumeric);
      case "isspace" -> PythonText.all(text, PythonText::isSpace);
      case "isascii" -> text.chars().allMatch(c -> c < 0x80);
      case "isupper" -> PythonText.isUpper(text);
      case "islower" -> PythonText.isLower(text);
      default -> throw new Failure("the method %s of a text is not supported", name);
    };
  }

  private static boolean isDigit(int c) {
    if (Character.isDigit(c)) return true;
    for (int i = 0; i < OTHER_DIGITS.length; i += 2)
      if (c >= OTHER_DIGITS[i] && c <= OTHER_DIGITS[i + 1]) return true;
    return false;
  }

  private static Object one(String name, Arguments arguments) { return arguments.bind(name, "value")[0]; }

  private static String string(String method, Object value) {
    if (value instanceof String text) return text;
    if (value instanceof Undefined undefined) throw undefined.failure();
    throw new Failure("%s needs a text, got %s", method, Values.typeName(value));
  }

  static String strip(String text, String name, Object characters) {
    IntPredicate gone = PythonText::isSpace;
    if (characters != Arguments.ABSENT && characters != null) {
      String all = string(name, characters);
      gone = c -> all.indexOf(c) >= 0;
    }
    String kept = name.equals("rstrip") ? text : PythonText.stripLeft(text, gone);
    return name.equals("lstrip") ? kept : PythonText.stripRight(kept, gone);
  }

  private Object split(String text, String name, Arguments arguments) {
    Object[] bound = arguments.bind(name, "sep?", "maxsplit?");
    long times = bound[1] == Arguments.ABSENT ? -1 : Numbers.whole(bound[1]);
    if (times < 0) times = -1;
    budget.list(Math.min(text.length(), Budget.LONGEST_LIST) >> 2);
    List<Object> pieces;
    if (bound[0] == Arguments.ABSENT || bound[0] == null) {
      if (name.equals("rsplit") && times >= 0)
        throw new Failure("rsplit at white space with maxsplit is not supported");
      pieces = PythonText.splitSpace(text, times);
    } else {
      String separator = string(name, bound[0]);
      if (separator.isEmpty()) throw new Failure("%s needs a separator that is not empty", name);
      budget.search(text, separator);
      pieces = name.equals("split")
          ? PythonText.split(text, separator, times)
          : PythonText.splitFromEnd(text, separator, times);
    }
    budget.list(pieces.size());
    return pieces;
  }

  private Object partition(String text, String name, String separator) {
    if (separator.isEmpty()) throw new Failure("%s needs a separator that is not empty", name);
    budget.search(text, separator);
    boolean first = name.equals("partition");
    int at = first ? text.indexOf(separator) : text.lastIndexOf(separator);
    if (at < 0) return new Tuple(first ? List.of(text, "", "") : List.of("", "", text));
    return new Tuple(List.of(text.substring(0, at), separator, text.substring(at + separator.length())));
  }

  private static Object touches(String text, String name, Arguments arguments,
      BiPredicate<String, String> test) {
    Object affix = one(name, arguments);
    if (affix instanceof Tuple several)
      return several.items().stream().anyMatch(each -> test.test(text, string(name, each)));
    return test.test(text, string(name, affix));
  }

  private Object search(String text, String name, String wanted) {
    budget.search(text, wanted);
    if (name.equals("count")) {
      if (wanted.isEmpty()) return PythonText.length(text) + 1L;
      return (long) PythonText.split(text, wanted, -1).size() - 1;
    }
    int at = name.startsWith("r") ? text.lastIndexOf(wanted) : text.indexOf(wanted);
    if (at < 0 && name.endsWith("index")) throw new Failure("%s is not in the text", PythonText.repr(wanted));
    return at < 0 ? -1L : (long) text.codePointCount(0, at);
  }

  /// At most `count` times, if that is given and not negative.
  String replace(String text, String old, String replacement, Object count) {
    long times = count == Arguments.ABSENT || count == null ? -1 : Numbers.whole(count);
    if (times == 0 || text.isEmpty() && old.isEmpty() && times > 0 && replacement.isEmpty()) return text;
    budget.search(text, old);
    List<Object> pieces = old.isEmpty()
        ? between(text, times)
        : PythonText.split(text, old, times < 0 ? -1 : times);
    budget.list(pieces.size());
    budget.text(text.length() + (pieces.size() - 1L) * replacement.length());
    return String.join(replacement, pieces.stream().map(String.class::cast).toList());
  }

  /// An empty text is found before each character and at the end.
  private static List<Object> between(String text, long times) {
    List<Object> pieces = new ArrayList<>(List.of(""));
    int at = 0;
    while (at < text.length() && (times < 0 || pieces.size() < times)) {
      int end = text.offsetByCodePoints(at, 1);
      pieces.add(text.substring(at, end));
      at = end;
    }
    if (at < text.length()) pieces.add(text.substring(at));
    else if (times < 0 || pieces.size() <= times) pieces.add("");
    return pieces;
  }

  private String join(String separator, Object value) {
    StringBuilder joined = new StringBuilder();
    boolean first = true;
    for (Object each : Values.items(value, budget)) {
      String part = string("join", each);
      budget.text((long) joined.length() + separator.length() + part.length() >> 4);
      if (joined.length() > Budget.LONGEST_TEXT) budget.text(joined.length());
      if (!first) joined.append(separator);
      joined.append(part);
      first = false;
    }
    return joined.toString();
  }

  String pad(String text, String name, long width, String fill) {
    if (PythonText.length(fill) != 1) throw new Failure("%s fills with one character", name);
    long missing = width - PythonText.length(text);
    if (missing <= 0) return text;
    budget.text(text.length() + missing);
    long left = switch (name) {
      case "center" -> missing / 2 + (missing & width & 1);
      case "rjust" -> missing;
      default -> 0;
    };
    return fill.repeat((int) left) + text + fill.repeat((int) (missing - left));
  }
}
