package zerograd.models.chat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import zerograd.models.chat.Values.Callee;
import zerograd.models.chat.Values.Lazy;
import zerograd.models.chat.Values.Namespace;
import zerograd.models.chat.Values.Range;
import zerograd.models.chat.Values.Tuple;
import zerograd.models.chat.Values.View;

/// `value is name(argument)`.
///
/// Jinja 3.1, *Template Designer Documentation*, "List of Builtin Tests", and `tests.py`.
final class Tests {

  static final Set<String> NAMES = Set.of("boolean", "callable", "defined", "divisibleby", "eq", "equalto",
      "even",
      "false", "float", "ge", "gt", "greaterthan", "in", "integer", "iterable", "le", "lessthan", "lower",
      "lt",
      "mapping", "ne", "none", "number", "odd", "sameas", "sequence", "string", "true", "undefined", "upper");

  private final Budget budget;

  Tests(Budget budget) { this.budget = budget; }

  boolean test(String name, Object value, Arguments arguments) {
    return switch (name) {
      case "divisibleby" -> remainder(value, one(name, arguments)) == 0;
      case "eq", "equalto" -> Values.equal(value, one(name, arguments), budget);
      case "ne" -> !Values.equal(value, one(name, arguments), budget);
      case "lt", "lessthan" -> Values.compare(value, one(name, arguments), budget, 0) < 0;
      case "le" -> Values.compare(value, one(name, arguments), budget, 0) <= 0;
      case "gt", "greaterthan" -> Values.compare(value, one(name, arguments), budget, 0) > 0;
      case "ge" -> Values.compare(value, one(name, arguments), budget, 0) >= 0;
      case "in" -> contains(one(name, arguments), value);
      case "sameas" -> same(value, one(name, arguments));
      default -> {
        arguments.bind(name);
        yield test(name, value);
      }
    };
  }

  private static Object one(String name, Arguments arguments) { return arguments.bind(name, "other")[0]; }

  private boolean test(String name, Object value) {
    return switch (name) {
      case "boolean" -> value instanceof Boolean;
      case "callable" -> value instanceof Callee;
      case "defined" -> !(value instanceof Undefined);
      case "undefined" -> value instanceof Undefined;
      case "even" -> remainder(value, 2L) == 0;
      case "odd" -> remainder(value, 2L) == 1;
      case "false" -> Boolean.FALSE.equals(value);
      case "true" -> Boolean.TRUE.equals(value);
      case "float" -> value instanceof Double;
      case "integer" -> Values.isNumber(value) && !(value instanceof Double) && !(value instanceof Boolean);
      case "number" -> Values.isNumber(value);
      case "none" -> value == null;
      case "mapping" -> value instanceof Map<?, ?>;
      case "string" -> value instanceof String || value instanceof Values.Safe;
      case "lower" -> PythonText.isLower(Values.text(value));
      case "upper" -> PythonText.isUpper(Values.text(value));
      case "sequence" -> value instanceof String || value instanceof List<?> || value instanceof Tuple
          || value instanceof Range || value instanceof Map<?, ?> || value instanceof Undefined;
      case "iterable" -> value instanceof String || value instanceof List<?> || value instanceof Tuple
          || value instanceof Range || value instanceof Map<?, ?> || value instanceof Undefined
          || value instanceof View || value instanceof Lazy;
      default -> throw new Failure("the test %s is not supported", name);
    };
  }

  private static double remainder(Object value, Object divisor) {
    if (value instanceof Undefined undefined) throw undefined.failure();
    return Numbers.real(Numbers.binary("%", value, divisor));
  }

  private static boolean same(Object value, Object other) {
    if (value == null || value instanceof Boolean || other == null || other instanceof Boolean)
      return value == null ? other == null : value.equals(other);
    if (value instanceof Namespace || value instanceof Callee) return value == other;
    throw new Failure("sameas is supported for true, false and none, not for %s", Values.typeName(value));
  }

  /// `element in container`.
  boolean contains(Object container, Object element) {
    return switch (container) {
      case Undefined _ -> false;
      case String text -> {
        if (element instanceof Undefined undefined) throw undefined.failure();
        if (!(element instanceof String part))
          throw new Failure("only a text can be in a text, not %s", Values.typeName(element));
        budget.search(text, part);
        yield text.contains(part);
      }
      case Map<?, ?> map -> {
        if (element instanceof Undefined) yield false;
        yield map.containsKey(Values.key(element));
      }
      case Namespace _ -> throw new Failure("a namespace contains nothing");
      case null, default -> {
        for (Object each : Values.items(container, budget))
          if (Values.equal(each, element, budget)) yield true;
        yield false;
      }
    };
  }
}
