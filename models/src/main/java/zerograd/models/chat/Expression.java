package zerograd.models.chat;

import java.util.List;
import java.util.Map;

/// What a template computes.
sealed interface Expression {

  /// Where it is written.
  int line();

  /// `"text"`, `3`, `2.5`, `true`, `none`.
  record Literal(int line, Object value) implements Expression {}

  /// `messages`
  record Name(int line, String name) implements Expression {}

  /// `[a, b]`, or as a tuple `(a, b)`.
  record Items(int line, List<Expression> items, boolean isTuple) implements Expression {}

  /// `{"a": b}`
  record Entries(int line, List<Expression> keys, List<Expression> values) implements Expression {}

  /// `message.role`
  record Attribute(int line, Expression of, String name) implements Expression {}

  /// `message["role"]`
  record Index(int line, Expression of, Expression index) implements Expression {}

  /// `messages[from:to:step]`; null where nothing is written.
  record Slice(int line, Expression of, Expression from, Expression to,
      Expression step) implements Expression {}

  /// `f(a, name=b)`
  record Call(int line, Expression function, List<Expression> positional, Map<String, Expression> named)
      implements
        Expression {}

  /// `value | name(a)`; `value` is null where a block is filtered.
  record Filter(int line, Expression value, String name, List<Expression> positional,
      Map<String, Expression> named)
      implements
        Expression {}

  /// `value is name(a)`
  record Test(int line, Expression value, String name, List<Expression> positional,
      Map<String, Expression> named)
      implements
        Expression {}

  /// `not x`, `-x`, `+x`
  record Unary(int line, String operator, Expression operand) implements Expression {}

  /// `a + b`, `a and b`, …
  record Binary(int line, String operator, Expression left, Expression right) implements Expression {}

  /// `a < b <= c`: each neighbour is compared with the next.
  record Comparison(int line, Expression first, List<String> operators, List<Expression> others)
      implements
        Expression {}

  /// `a ~ b ~ c`
  record Concatenation(int line, List<Expression> parts) implements Expression {}

  /// `then if condition else otherwise`; `otherwise` is null where nothing is written.
  record Conditional(int line, Expression condition, Expression then,
      Expression otherwise) implements Expression {}
}
