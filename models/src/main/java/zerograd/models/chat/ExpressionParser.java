package zerograd.models.chat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import zerograd.models.chat.Expression.Attribute;
import zerograd.models.chat.Expression.Index;
import zerograd.models.chat.Expression.Literal;
import zerograd.models.chat.Expression.Name;
import zerograd.models.chat.Token.Kind;

/// Reads expressions; the operators from loose to tight:
///
///     if else · or · and · not · == != < <= > >= in · + - · ~ · * / // % · ** · - + · . [] () | is
final class ExpressionParser {

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final List<Token> tokens;
  private int at;
  private int depth;

  ExpressionParser(List<Token> tokens) { this.tokens = tokens; }

  Token current() { return tokens.get(at); }

  Token next() { return tokens.get(at == tokens.size() - 1 ? at : at++); }

  boolean skip(String text) {
    if (!current().is(text)) return false;
    next();
    return true;
  }

  Token expect(Kind kind) {
    if (current().kind() != kind) {
      throw error("expected %s, got %s".formatted(kind == Kind.NAME ? "a name" : new Token(kind, "", 0),
          current()));
    }
    return next();
  }

  void expect(String text) { if (!skip(text)) throw error("expected \"" + text + "\", got " + current()); }

  TemplateException error(String reason) { return new TemplateException(current().line(), reason); }

  /// One expression, or several with commas between them, which are a tuple.
  Expression tuple(boolean conditional) {
    int line = current().line();
    Expression first = conditional ? expression() : or();
    if (!current().is(",")) return first;
    List<Expression> items = new ArrayList<>(List.of(first));
    while (skip(",")) {
      if (endsTuple()) break;
      items.add(conditional ? expression() : or());
    }
    return new Expression.Items(line, items, true);
  }

  private boolean endsTuple() {
    Kind kind = current().kind();
    return kind == Kind.OUTPUT_END || kind == Kind.TAG_END || current().is(")")
        || current().is("recursive");
  }

  Expression expression() {
    if (++depth > Budget.DEEPEST / 4)
      throw error("an expression nests more than " + Budget.DEEPEST / 4 + " deep");
    Expression then = or();
    while (current().is("if")) {
      int line = next().line();
      Expression condition = or();
      then = new Expression.Conditional(line, condition, then, skip("else") ? expression() : null);
    }
    depth--;
    return then;
  }

  private Expression or() {
    Expression left = and();
    while (current().is("or"))
      left = new Expression.Binary(next().line(), "or", left, and());
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (current().is("and"))
      left = new Expression.Binary(next().line(), "and", left, not());
    return left;
  }

  private Expression not() {
    if (!current().is("not")) return comparison();
    int line = next().line();
    if (++depth > Budget.DEEPEST / 4)
      throw error("an expression nests more than " + Budget.DEEPEST / 4 + " deep");
    Expression operand = not();
    depth--;
    return new Expression.Unary(line, "not", operand);
  }

  private Expression comparison() {
    int line = current().line();
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> others = new ArrayList<>();
    while (true) {
      if (current().kind() == Kind.OPERATOR && COMPARISONS.contains(current().text()))
        operators.add(next().text());
      else if (skip("in")) operators.add("in");
      else if (current().is("not") && tokens.get(at + 1).is("in")) {
        at += 2;
        operators.add("not in");
      } else
        return operators.isEmpty() ? first : new Expression.Comparison(line, first, operators, others);
      others.add(sum());
    }
  }

  private Expression sum() {
    Expression left = concatenation();
    while (isOperator("+", "-")) {
      Token operator = next();
      left = new Expression.Binary(operator.line(), operator.text(), left, concatenation());
    }
    return left;
  }

  private Expression concatenation() {
    int line = current().line();
    List<Expression> parts = new ArrayList<>(List.of(product()));
    while (isOperator("~")) {
      next();
      parts.add(product());
    }
    return parts.size() == 1 ? parts.getFirst() : new Expression.Concatenation(line, parts);
  }

  private Expression product() {
    Expression left = power();
    while (isOperator("*", "/", "//", "%")) {
      Token operator = next();
      left = new Expression.Binary(operator.line(), operator.text(), left, power());
    }
    return left;
  }

  /// From left to right, unlike in Python.
  private Expression power() {
    Expression left = unary(true);
    while (isOperator("**"))
      left = new Expression.Binary(next().line(), "**", left, unary(true));
    return left;
  }

  private boolean isOperator(String... texts) {
    return current().kind() == Kind.OPERATOR && List.of(texts).contains(current().text());
  }

  private Expression unary(boolean filters) {
    if (++depth > Budget.DEEPEST / 4)
      throw error("an expression nests more than " + Budget.DEEPEST / 4 + " deep");
    Expression value;
    if (isOperator("-", "+")) {
      Token sign = next();
      value = new Expression.Unary(sign.line(), sign.text(), unary(false));
    } else {
      value = primary();
    }
    value = postfix(value);
    depth--;
    return filters ? filtersAndTests(value) : value;
  }

  private Expression primary() {
    Token token = next();
    return switch (token.kind()) {
      case NAME -> switch (token.text()) {
        case "true", "True" -> new Literal(token.line(), true);
        case "false", "False" -> new Literal(token.line(), false);
        case "none", "None" -> new Literal(token.line(), null);
        default -> new Name(token.line(), token.text());
      };
      case STRING -> {
        StringBuilder text = new StringBuilder(token.text());
        while (current().kind() == Kind.STRING)
          text.append(next().text());
        yield new Literal(token.line(), text.toString());
      }
      case INTEGER -> new Literal(token.line(), integer(token));
      case FLOAT -> new Literal(token.line(), Double.parseDouble(token.text().replace("_", "")));
      case OPERATOR -> switch (token.text()) {
        case "(" -> {
          Expression inner = current().is(")")
              ? new Expression.Items(token.line(), List.of(), true)
              : tuple(true);
          expect(")");
          yield inner;
        }
        case "[" -> list(token.line());
        case "{" -> dict(token.line());
        default -> throw new TemplateException(token.line(), "unexpected " + token);
      };
      default -> throw new TemplateException(token.line(), "expected an expression, got " + token);
    };
  }

  private static Long integer(Token token) {
    String digits = token.text().replace("_", "").toLowerCase(Locale.ROOT);
    try {
      return switch (digits.length() > 1 ? digits.charAt(1) : '0') {
        case 'x' -> Long.parseLong(digits.substring(2), 16);
        case 'o' -> Long.parseLong(digits.substring(2), 8);
        case 'b' -> Long.parseLong(digits.substring(2), 2);
        default -> Long.parseLong(digits);
      };
    } catch (NumberFormatException large) {
      throw new TemplateException(token.line(), "the number " + token.text() + " is beyond 2⁶³ − 1");
    }
  }

  private Expression list(int line) {
    List<Expression> items = new ArrayList<>();
    while (!current().is("]")) {
      if (!items.isEmpty()) expect(",");
      if (current().is("]")) break;
      items.add(expression());
    }
    next();
    return new Expression.Items(line, items, false);
  }

  private Expression dict(int line) {
    List<Expression> keys = new ArrayList<>(), values = new ArrayList<>();
    while (!current().is("}")) {
      if (!keys.isEmpty()) expect(",");
      if (current().is("}")) break;
      keys.add(expression());
      expect(":");
      values.add(expression());
    }
    next();
    return new Expression.Entries(line, keys, values);
  }

  private Expression postfix(Expression value) {
    Expression result = value;
    while (true) {
      if (isOperator(".")) {
        int line = next().line();
        Token name = next();
        if (name.kind() == Kind.NAME) result = new Attribute(line, result, name.text());
        else if (name.kind() == Kind.INTEGER)
          result = new Index(line, result, new Literal(line, integer(name)));
        else
          throw new TemplateException(line, "expected a name after the dot, got " + name);
      } else if (isOperator("[")) {
        result = subscript(result, next().line());
      } else if (isOperator("(")) {
        result = call(result);
      } else {
        return result;
      }
    }
  }

  private Expression subscript(Expression of, int line) {
    Expression from = current().is(":") ? null : expression(), to = null, step = null;
    if (skip("]")) return new Index(line, of, from);
    if (current().is(",")) throw error("an index with commas is not supported");
    expect(":");
    if (!current().is(":") && !current().is("]")) to = expression();
    if (skip(":") && !current().is("]")) step = expression();
    expect("]");
    return new Expression.Slice(line, of, from, to, step);
  }

  private Expression filtersAndTests(Expression value) {
    Expression result = value;
    while (true) {
      if (skip("|")) result = filter(result);
      else if (current().is("is")) result = test(result);
      else if (isOperator("(")) result = call(result);
      else
        return result;
    }
  }

  private Expression call(Expression function) {
    int line = current().line();
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = arguments(positional);
    return new Expression.Call(line, function, positional, named);
  }

  /// `name(a) | name(b)`, for a block: the innermost has no value.
  Expression.Filter filters() {
    Expression.Filter filter = filter(null);
    while (skip("|"))
      filter = filter(filter);
    return filter;
  }

  /// One filter, whose bar is already read.
  private Expression.Filter filter(Expression value) {
    Token name = expect(Kind.NAME);
    if (!Filters.NAMES.contains(name.text()))
      throw new TemplateException(name.line(), "the filter " + name.text() + " is not supported");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = current().is("(") ? arguments(positional) : Map.of();
    return new Expression.Filter(name.line(), value, name.text(), positional, named);
  }

  private Expression test(Expression value) {
    int line = next().line();
    boolean negated = skip("not");
    Token name = expect(Kind.NAME);
    if (!Tests.NAMES.contains(name.text()))
      throw new TemplateException(name.line(), "the test " + name.text() + " is not supported");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = Map.of();
    if (current().is("(")) named = arguments(positional);
    else if (beginsArgument()) positional.add(postfix(primary()));
    Expression test = new Expression.Test(line, value, name.text(), positional, named);
    return negated ? new Expression.Unary(line, "not", test) : test;
  }

  /// `x is divisibleby 3`: an argument without parentheses.
  private boolean beginsArgument() {
    if (current().is("is")) throw error("tests cannot be chained; use and");
    return switch (current().kind()) {
      case STRING, INTEGER, FLOAT -> true;
      case OPERATOR -> current().is("[") || current().is("{");
      case NAME -> !Set.of("else", "or", "and").contains(current().text());
      default -> false;
    };
  }

  private Map<String, Expression> arguments(List<Expression> positional) {
    Map<String, Expression> named = new LinkedHashMap<>();
    expect("(");
    while (!current().is(")")) {
      if (!positional.isEmpty() || !named.isEmpty()) expect(",");
      if (current().is(")")) break;
      if (isOperator("*", "**")) throw error("arguments with " + current().text() + " are not supported");
      if (current().kind() == Kind.NAME && tokens.get(at + 1).is("=")) {
        Token name = next();
        next();
        if (named.put(name.text(), expression()) != null)
          throw new TemplateException(name.line(), "the argument " + name.text() + " is given twice");
      } else {
        if (!named.isEmpty()) throw error("an argument without a name follows one with a name");
        positional.add(expression());
      }
    }
    next();
    return named;
  }
}
