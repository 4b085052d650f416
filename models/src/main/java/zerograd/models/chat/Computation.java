package zerograd.models.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zerograd.models.chat.Evaluator.Frame;
import zerograd.models.chat.Values.Callee;
import zerograd.models.chat.Values.Namespace;
import zerograd.models.chat.Values.Safe;
import zerograd.models.chat.Values.Tuple;

/// Computes the expressions of a template.
final class Computation {

  private final Budget budget;
  private final Filters filters;
  private final Tests tests;
  private final Methods methods;

  Computation(Budget budget) {
    this.budget = budget;
    methods = new Methods(budget);
    tests = new Tests(budget);
    filters = new Filters(budget, this, tests);
  }

  /// @throws TemplateException with the line of the innermost expression that failed
  Object value(Expression expression, Frame frame) {
    budget.step();
    budget.enter();
    try {
      return compute(expression, frame);
    } catch (Failure failure) {
      throw new TemplateException(expression.line(), failure.getMessage());
    } finally {
      budget.leave();
    }
  }

  private Object compute(Expression expression, Frame frame) {
    return switch (expression) {
      case Expression.Literal literal -> literal.value();
      case Expression.Name name -> frame.get(name.name());
      case Expression.Items items -> {
        List<Object> values = values(items.items(), frame);
        yield items.isTuple() ? new Tuple(values) : values;
      }
      case Expression.Entries entries -> entries(entries, frame);
      case Expression.Attribute attribute -> attribute(value(attribute.of(), frame), attribute.name());
      case Expression.Index index -> item(value(index.of(), frame), value(index.index(), frame));
      case Expression.Slice slice -> Slices.of(value(slice.of(), frame), bound(slice.from(), frame),
          bound(slice.to(), frame), bound(slice.step(), frame));
      case Expression.Call call -> call(call, frame);
      case Expression.Filter filter -> filtered(filter, value(filter.value(), frame), frame);
      case Expression.Test test -> tests.test(test.name(), value(test.value(), frame),
          arguments(test.positional(), test.named(), frame));
      case Expression.Unary unary -> unary(unary.operator(), value(unary.operand(), frame));
      case Expression.Binary binary -> binary(binary, frame);
      case Expression.Comparison comparison -> comparison(comparison, frame);
      case Expression.Concatenation concatenation -> concatenation(concatenation, frame);
      case Expression.Conditional conditional -> {
        if (Values.truth(value(conditional.condition(), frame))) yield value(conditional.then(), frame);
        yield conditional.otherwise() == null
            ? new Undefined("the inline if has no else")
            : value(conditional.otherwise(), frame);
      }
    };
  }

  private List<Object> values(List<Expression> expressions, Frame frame) {
    List<Object> values = new ArrayList<>(expressions.size());
    for (Expression each : expressions) values.add(value(each, frame));
    return values;
  }

  private Object entries(Expression.Entries entries, Frame frame) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < entries.keys().size(); i++)
      map.put(Values.key(value(entries.keys().get(i), frame)), value(entries.values().get(i), frame));
    return map;
  }

  private Object bound(Expression expression, Frame frame) {
    return expression == null ? null : value(expression, frame);
  }

  private Arguments arguments(List<Expression> positional, Map<String, Expression> named, Frame frame) {
    if (positional.isEmpty() && named.isEmpty()) return Arguments.NONE;
    Map<String, Object> values = new LinkedHashMap<>();
    List<Object> first = values(positional, frame);
    named.forEach((name, expression) -> values.put(name, value(expression, frame)));
    return new Arguments(first, values);
  }

  private Object call(Expression.Call call, Frame frame) {
    Object function = value(call.function(), frame);
    return switch (function) {
      case Callee callee -> callee.body().call(arguments(call.positional(), call.named(), frame));
      case Undefined undefined -> throw undefined.failure();
      case null, default -> throw new Failure("%s cannot be called", Values.typeName(function));
    };
  }

  /// The value of `filter` for what is before its bar, or, inside a block, for the block's text.
  Object filtered(Expression.Filter filter, Object input, Frame frame) {
    Object value = filter.value() instanceof Expression.Filter inner && startsWithBlock(inner)
        ? filtered(inner, input, frame)
        : input;
    try {
      return filters.filter(filter.name(), value, arguments(filter.positional(), filter.named(), frame));
    } catch (Failure failure) {
      throw new TemplateException(filter.line(), failure.getMessage());
    }
  }

  private static boolean startsWithBlock(Expression.Filter filter) {
    Expression innermost = filter;
    while (innermost instanceof Expression.Filter each)
      innermost = each.value();
    return innermost == null;
  }

  /// `of.name`: a method if there is one, else what is under that key.
  Object attribute(Object of, String name) {
    return switch (of) {
      case Undefined undefined -> throw undefined.failure();
      case Evaluator.LoopState loop -> loop.attribute(name, budget);
      case Namespace namespace -> namespace.fields().containsKey(name)
          ? namespace.fields().get(name)
          : Undefined.attribute(of, name);
      case Map<?, ?> map -> {
        Callee method = methods.of(map, name);
        if (method != null) yield method;
        yield map.containsKey(name) && !Methods.CHANGING.contains(name)
            ? map.get(name)
            : Undefined.attribute(of, name);
      }
      case Safe _ -> throw new Failure("methods of safe text are not supported");
      case null, default -> {
        Callee method = methods.of(of, name);
        yield method != null ? method : Undefined.attribute(of, name);
      }
    };
  }

  /// `of[index]`: what is under that key or at that place, else a method of that name.
  Object item(Object of, Object index) {
    return switch (of) {
      case Undefined undefined -> throw undefined.failure();
      case Map<?, ?> map -> {
        if (index instanceof String || index instanceof Long || index == null) {
          if (map.containsKey(index)) yield map.get(index);
          yield index instanceof String name && methods.of(map, name) != null
              ? methods.of(map, name)
              : Undefined.attribute(of, index);
        }
        throw new Failure("a dict with a key of type %s is not supported", Values.typeName(index));
      }
      case null, default -> {
        if (index instanceof String name) yield attribute(of, name);
        Object found = Slices.at(of, index);
        yield found == Slices.NOTHING ? Undefined.attribute(of, index) : found;
      }
    };
  }

  private Object unary(String operator, Object operand) {
    if (operator.equals("not")) return !Values.truth(operand);
    return operator.equals("-") ? Numbers.negate(operand) : Numbers.binary("+", 0L, operand);
  }

  private Object binary(Expression.Binary binary, Frame frame) {
    Object left = value(binary.left(), frame);
    String operator = binary.operator();
    if (operator.equals("and")) return Values.truth(left) ? value(binary.right(), frame) : left;
    if (operator.equals("or")) return Values.truth(left) ? left : value(binary.right(), frame);
    Object right = value(binary.right(), frame);
    if (left instanceof Undefined undefined) throw undefined.failure();
    if (right instanceof Undefined undefined) throw undefined.failure();
    if (left instanceof String a && right instanceof String b && operator.equals("+")) return join(a, b);
    if (operator.equals("+")) {
      if (left instanceof Tuple a && right instanceof Tuple b) return new Tuple(joined(a.items(), b.items()));
      if (left instanceof List<?> a && right instanceof List<?> b) return joined(a, b);
    }
    if (operator.equals("*")) {
      if (right instanceof Long times) return repeated(left, times);
      if (left instanceof Long times) return repeated(right, times);
    }
    if (left instanceof String && operator.equals("%"))
      throw new Failure("formatting with %% is not supported; join the parts with ~", operator);
    return Numbers.binary(operator, left, right);
  }

  private String join(String a, String b) {
    budget.text((long) a.length() + b.length());
    return a + b;
  }

  private List<Object> joined(List<?> a, List<?> b) {
    budget.list((long) a.size() + b.size());
    List<Object> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  private Object repeated(Object value, long times) {
    int count = Math.clamp(times, 0, Integer.MAX_VALUE);
    return switch (value) {
      case String text -> {
        budget.text((long) text.length() * count);
        yield text.repeat(count);
      }
      case Tuple tuple -> new Tuple(repeated(tuple.items(), count));
      case List<?> list -> repeated(list, count);
      case null, default -> Numbers.binary("*", value, times);
    };
  }

  private List<Object> repeated(List<?> items, int count) {
    budget.list((long) items.size() * count);
    List<Object> all = new ArrayList<>();
    if (!items.isEmpty())
      for (int i = 0; i < count; i++) all.addAll(items);
    return all;
  }

  private Object comparison(Expression.Comparison comparison, Frame frame) {
    Object left = value(comparison.first(), frame);
    for (int i = 0; i < comparison.operators().size(); i++) {
      Object right = value(comparison.others().get(i), frame);
      if (!compare(comparison.operators().get(i), left, right)) return false;
      left = right;
    }
    return true;
  }

  private boolean compare(String operator, Object left, Object right) {
    return switch (operator) {
      case "==" -> Values.equal(left, right, budget);
      case "!=" -> !Values.equal(left, right, budget);
      case "<" -> Values.compare(left, right, budget, 0) < 0;
      case "<=" -> Values.compare(left, right, budget, 0) <= 0;
      case ">" -> Values.compare(left, right, budget, 0) > 0;
      case ">=" -> Values.compare(left, right, budget, 0) >= 0;
      case "in" -> tests.contains(right, left);
      default -> !tests.contains(right, left);
    };
  }

  private Object concatenation(Expression.Concatenation concatenation, Frame frame) {
    StringBuilder text = new StringBuilder();
    for (Expression part : concatenation.parts()) {
      Object value = value(part, frame);
      if (value instanceof Safe) throw new Failure("joining safe text is not supported");
      String more = Values.text(value);
      budget.text((long) text.length() + more.length());
      text.append(more);
    }
    return text.toString();
  }
}
