package zerograd.models.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import zerograd.models.chat.Statement.Target;
import zerograd.models.chat.Token.Kind;

/// Reads the tags of a template, each expression by [ExpressionParser].
///
/// Jinja 3.1, *Template Designer Documentation*, "List of Control Structures", and `parser.py`.
final class TemplateParser {

  private static final Set<String> UNSUPPORTED = Set.of("block", "extends", "include", "import", "from",
      "call",
      "autoescape", "print", "do", "trans", "debug");

  private final ExpressionParser tokens;
  private int depth;
  /// Loops around the statement, inside the innermost body that is captured.
  private int loops;

  private TemplateParser(List<Token> tokens) { this.tokens = new ExpressionParser(tokens); }

  /// @throws TemplateException if the template is not well-formed, or has a tag that is not supported
  static List<Statement> parse(String template) {
    return new TemplateParser(TemplateLexer.tokens(template)).body(Set.of());
  }

  /// Statements up to a tag named in `ends`, whose name is then the current token; or up to the end of the template.
  private List<Statement> body(Set<String> ends) {
    if (++depth > Budget.DEEPEST / 4)
      throw tokens.error("tags nest more than " + Budget.DEEPEST / 4 + " deep");
    List<Statement> body = new ArrayList<>();
    while (true) {
      Token token = tokens.next();
      switch (token.kind()) {
        case TEXT -> body.add(new Statement.Text(token.text()));
        case OUTPUT_BEGIN -> {
          body.add(new Statement.Output(tokens.tuple(true)));
          tokens.expect(Kind.OUTPUT_END);
        }
        case TAG_BEGIN -> {
          if (tokens.current().kind() == Kind.NAME && ends.contains(tokens.current().text())) {
            depth--;
            return body;
          }
          body.add(tag());
        }
        default -> {
          if (!ends.isEmpty())
            throw new TemplateException(token.line(),
                "the template ends before " + String.join(" or ", ends));
          depth--;
          return body;
        }
      }
    }
  }

  /// As [#body], and past the end of its end tag.
  private List<Statement> bodyOf(String tag) {
    List<Statement> body = body(Set.of("end" + tag));
    tokens.next();
    tokens.expect(Kind.TAG_END);
    return body;
  }

  /// The body of a tag whose output is caught: no loop around it can be left from inside.
  private List<Statement> captured(String tag) {
    int outside = loops;
    loops = 0;
    List<Statement> body = bodyOf(tag);
    loops = outside;
    return body;
  }

  private Statement tag() {
    Token name = tokens.expect(Kind.NAME);
    return switch (name.text()) {
      case "if" -> choice();
      case "for" -> loop(name.line());
      case "set" -> set(name.line());
      case "macro" -> macro(name.line());
      case "with" -> with(name.line());
      case "filter" -> {
        Expression.Filter filter = tokens.filters();
        tokens.expect(Kind.TAG_END);
        yield new Statement.Filtered(filter, captured("filter"));
      }
      case "generation" -> {
        tokens.expect(Kind.TAG_END);
        yield new Statement.Generated(name.line(), captured("generation"));
      }
      case "break", "continue" -> {
        if (loops == 0)
          throw new TemplateException(name.line(), "{% " + name.text() + " %} has no loop around it");
        tokens.expect(Kind.TAG_END);
        yield name.text().equals("break") ? new Statement.Break() : new Statement.Continue();
      }
      default -> throw new TemplateException(name.line(), UNSUPPORTED.contains(name.text())
          ? "the tag {% " + name.text() + " %} is not supported"
          : "unknown tag {% " + name.text() + " %}");
    };
  }

  private Statement choice() {
    List<Expression> conditions = new ArrayList<>();
    List<List<Statement>> bodies = new ArrayList<>();
    while (true) {
      conditions.add(tokens.tuple(false));
      tokens.expect(Kind.TAG_END);
      bodies.add(body(Set.of("elif", "else", "endif")));
      String next = tokens.next().text();
      if (next.equals("elif")) continue;
      tokens.expect(Kind.TAG_END);
      if (next.equals("else")) bodies.add(bodyOf("if"));
      return new Statement.If(conditions, bodies);
    }
  }

  private Statement loop(int line) {
    Target target = target(false, true);
    tokens.expect("in");
    Expression items = tokens.tuple(false);
    Expression condition = tokens.skip("if") ? tokens.expression() : null;
    if (tokens.current().is("recursive")) throw tokens.error("a recursive loop is not supported");
    tokens.expect(Kind.TAG_END);
    loops++;
    List<Statement> body = body(Set.of("endfor", "else"));
    loops--;
    boolean more = tokens.next().text().equals("else");
    tokens.expect(Kind.TAG_END);
    return new Statement.For(line, target, items, condition, body, more ? bodyOf("for") : List.of());
  }

  private Statement set(int line) {
    Target target = target(true, true);
    if (tokens.skip("=")) {
      Expression value = tokens.tuple(true);
      tokens.expect(Kind.TAG_END);
      return new Statement.Assign(line, target, value);
    }
    Expression.Filter filter = tokens.skip("|") ? tokens.filters() : null;
    tokens.expect(Kind.TAG_END);
    return new Statement.Capture(line, target, filter, captured("set"));
  }

  private Statement with(int line) {
    List<Target> targets = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (tokens.current().kind() != Kind.TAG_END) {
      if (!targets.isEmpty()) tokens.expect(",");
      targets.add(target(false, false));
      tokens.expect("=");
      values.add(tokens.expression());
    }
    tokens.next();
    return new Statement.With(line, targets, values, bodyOf("with"));
  }

  private Statement macro(int line) {
    String name = tokens.expect(Kind.NAME).text();
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    tokens.expect("(");
    while (!tokens.current().is(")")) {
      if (!parameters.isEmpty()) tokens.expect(",");
      Token parameter = tokens.expect(Kind.NAME);
      if (parameters.contains(parameter.text()))
        throw new TemplateException(parameter.line(),
            "macro " + name + " has two parameters " + parameter.text());
      parameters.add(parameter.text());
      if (tokens.skip("=")) defaults.add(tokens.expression());
      else if (!defaults.isEmpty())
        throw new TemplateException(parameter.line(), "macro " + name + ": " + parameter.text()
            + " needs a default, as the parameter before it has one");
    }
    tokens.next();
    tokens.expect(Kind.TAG_END);
    return new Statement.Macro(line, name, parameters, defaults, captured("macro"));
  }

  /// `a`, `a, b`, `(a, b)` and, for `set`, `ns.field`.
  private Target target(boolean fields, boolean several) {
    List<Target> targets = new ArrayList<>(List.of(oneTarget(fields)));
    if (!several || !tokens.current().is(",")) return targets.getFirst();
    while (tokens.skip(",")) {
      if (tokens.current().is("in") || tokens.current().is("=") || tokens.current().is(")")) break;
      targets.add(oneTarget(fields));
    }
    return new Target.Several(targets);
  }

  private Target oneTarget(boolean fields) {
    if (tokens.skip("(")) {
      if (++depth > Budget.DEEPEST / 4) throw tokens.error("a target nests too deep");
      Target inner = target(fields, true);
      depth--;
      tokens.expect(")");
      return inner;
    }
    Token name = tokens.expect(Kind.NAME);
    if (Set.of("true", "false", "none", "True", "False", "None").contains(name.text()))
      throw new TemplateException(name.line(), "nothing can be assigned to " + name.text());
    if (fields && tokens.skip(".")) return new Target.Field(name.text(), tokens.expect(Kind.NAME).text());
    return new Target.Variable(name.text());
  }
}
