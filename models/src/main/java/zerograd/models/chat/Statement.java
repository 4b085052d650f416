package zerograd.models.chat;

import java.util.List;

/// What a template does.
sealed interface Statement {

  /// Text between tags.
  record Text(String text) implements Statement {}

  /// `{{ value }}`
  record Output(Expression value) implements Statement {}

  /// `{% if %}`: the conditions in order, with one body each and one more if there is an `else`.
  record If(List<Expression> conditions, List<List<Statement>> bodies) implements Statement {}

  /// `{% for target in items if condition %} … {% else %} …`; `condition` is null where nothing is written.
  record For(int line, Target target, Expression items, Expression condition, List<Statement> body,
      List<Statement> otherwise) implements Statement {}

  /// `{% set target = value %}`
  record Assign(int line, Target target, Expression value) implements Statement {}

  /// `{% set target | filter %} … {% endset %}`; `filter` is null where nothing is written.
  record Capture(int line, Target target, Expression.Filter filter,
      List<Statement> body) implements Statement {}

  /// `{% filter name %} … {% endfilter %}`
  record Filtered(Expression.Filter filter, List<Statement> body) implements Statement {}

  /// `{% with a = b %} … {% endwith %}`
  record With(int line, List<Target> targets, List<Expression> values,
      List<Statement> body) implements Statement {}

  /// `{% macro name(a, b=c) %} … {% endmacro %}`; the defaults belong to the last parameters.
  record Macro(int line, String name, List<String> parameters, List<Expression> defaults,
      List<Statement> body)
      implements
        Statement {}

  /// `{% generation %} … {% endgeneration %}`: what a model is trained to write.
  record Generated(int line, List<Statement> body) implements Statement {}

  /// `{% break %}`
  record Break() implements Statement {}

  /// `{% continue %}`
  record Continue() implements Statement {}

  /// What a value is given to.
  sealed interface Target {

    record Variable(String name) implements Target {}

    /// `a, b`
    record Several(List<Target> targets) implements Target {}

    /// `ns.field`
    record Field(String namespace, String field) implements Target {}
  }
}
