package zerograd.rl.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import zerograd.rl.math.Expression.All;
import zerograd.rl.math.Expression.Call;
import zerograd.rl.math.Expression.FiniteSet;
import zerograd.rl.math.Expression.Interval;
import zerograd.rl.math.Expression.Matrix;
import zerograd.rl.math.Expression.Num;
import zerograd.rl.math.Expression.Percent;
import zerograd.rl.math.Expression.Power;
import zerograd.rl.math.Expression.Relation;
import zerograd.rl.math.Expression.Symbol;
import zerograd.rl.math.Expression.Text;
import zerograd.rl.math.Expression.Tuple;
import zerograd.rl.math.Expression.Union;
import zerograd.rl.math.LatexLexer.Kind;
import zerograd.rl.math.LatexLexer.Token;
import zerograd.rl.reward.Steps;

/// Reads a formula.
///
///     list     = relation { ("," | ";") relation }
///     relation = union { sign union }
///     union    = sum { "\cup" sum }
///     sum      = product { ("+" | "-" | "\pm") product }
///     product  = factor { ["*" | "\cdot" | "\times" | "/" | "\div"] factor }
///     factor   = { "+" | "-" } postfix
///     postfix  = atom { "^" exponent | "!" | "%" | "_" index }
///
/// Letters that touch are multiplied. In [Style#PREFIX] a formula ends where it cannot go on, and what follows is not looked
/// at: so does the LaTeX parser of sympy, which graders use, read "1,2" as 1.
final class LatexParser {

  /// How much is read, and as what.
  enum Style {
    /// The longest beginning that is a relation; a letter before a parenthesis is a function.
    PREFIX,
    /// All of it, with lists, sets, intervals and percentages.
    WHOLE
  }

  private static final int DEEPEST = 60;

  private static final Map<String, String> SIGNS = Map.ofEntries(Map.entry("le", "<="), Map.entry("leq", "<="),
      Map.entry("leqslant", "<="), Map.entry("ge", ">="), Map.entry("geq", ">="), Map.entry("geqslant", ">="),
      Map.entry("ne", "!="), Map.entry("neq", "!="), Map.entry("lt", "<"), Map.entry("gt", ">"),
      Map.entry("in", "in"), Map.entry("approx", "approx"), Map.entry("equiv", "="));
  private static final Set<String> FUNCTIONS = Set.of("sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos",
      "arctan", "sinh", "cosh", "tanh", "ln", "log", "lg", "exp", "min", "max", "gcd");
  private static final Set<String> UNREADABLE = Set.of("sum", "int", "lim", "prod", "partial", "begin", "end", "iint",
      "cdots", "ldots", "dots", "dotsc", "hline", "rightarrow", "to", "implies", "Rightarrow", "mid", "not");
  private static final String FUNCTION_LETTERS = "fghFGH";

  /// A text is no formula of ours.
  private static final class NoFormula extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoFormula() { super("", null, false, false); }
  }

  private final List<Token> tokens;
  private final Style style;
  private int at;
  private int depth;
  private int bars;

  private LatexParser(String latex, Style style) {
    tokens = LatexLexer.tokens(latex, style == Style.WHOLE);
    this.style = style;
  }

  /// The formula, unless the text is none.
  static Optional<Expression> parse(String latex, Style style) {
    try {
      LatexParser parser = new LatexParser(latex, style);
      Expression expression = style == Style.PREFIX ? parser.relation() : parser.list();
      boolean ends = parser.token().kind() == Kind.END || style == Style.PREFIX && !isForeign(parser.token());
      return ends ? Optional.of(expression) : Optional.empty();
    } catch (NoFormula e) {
      return Optional.empty();
    }
  }

  /// What no formula has, so that one cannot end before it.
  private static boolean isForeign(Token t) { return t.is("\\$") || t.is("%"); }

  // lists and relations

  private Expression list() {
    List<Expression> items = new ArrayList<>(List.of(relation()));
    while (token().is(",") || token().is(";")) {
      at++;
      if (token().kind() == Kind.END) break;
      items.add(relation());
    }
    return items.size() == 1 ? items.getFirst() : new Tuple(items, "", "");
  }

  private Expression relation() {
    List<Expression> sides = new ArrayList<>(List.of(union()));
    List<String> signs = new ArrayList<>();
    for (String sign = sign(); sign != null; sign = sign()) {
      if (style == Style.PREFIX && sign.equals("in")) break;
      at++;
      signs.add(sign);
      sides.add(union());
    }
    if (signs.isEmpty()) return sides.getFirst();
    List<Relation> relations = new ArrayList<>();
    for (int i = 0; i < signs.size(); i++) relations.add(new Relation(signs.get(i), sides.get(i), sides.get(i + 1)));
    return relations.size() == 1 ? relations.getFirst() : new All(relations);
  }

  private String sign() {
    Token t = token();
    if (t.kind() == Kind.COMMAND) return SIGNS.get(t.text());
    if (t.kind() != Kind.SYMBOL) return null;
    return switch (t.text()) {
      case "=", "<", ">", "<=", ">=", "!=" -> t.text();
      case "≤" -> "<=";
      case "≥" -> ">=";
      case "≠" -> "!=";
      default -> null;
    };
  }

  private Expression union() {
    List<Expression> parts = new ArrayList<>(List.of(sum()));
    while (style == Style.WHOLE) {
      if (takesCommand("cup") || takes("∪") || takesCommand("bigcup")) parts.add(sum());
      else if (takesCommand("cap") || takes("∩")) parts.add(Expression.call("cap", parts.removeLast(), sum()));
      else if (takesCommand("setminus") || takesCommand("backslash"))
        parts.add(Expression.call("setminus", parts.removeLast(), sum()));
      else
        break;
    }
    return parts.size() == 1 ? parts.getFirst() : new Union(parts);
  }

  // arithmetic

  private Expression sum() {
    if (++depth > DEEPEST) throw new NoFormula();
    List<Expression> terms = new ArrayList<>(List.of(product()));
    while (true) {
      if (takes("+")) terms.add(product());
      else if (takes("-") || takes("−")) terms.add(Expression.negative(product()));
      else if (token().isCommand("pm") || token().isCommand("mp")) {
        String name = next().text();
        Expression left = Expression.sum(List.copyOf(terms));
        terms = new ArrayList<>(List.of(Expression.call(name, left, product())));
      } else break;
    }
    depth--;
    return Expression.sum(terms);
  }

  private Expression product() {
    List<Expression> factors = new ArrayList<>(List.of(factor()));
    while (true) {
      if (takes("*") || takesCommand("cdot") || takesCommand("times") || takes("×") || takes("·")) factors.add(factor());
      else if (takes("/") || takesCommand("div") || style == Style.PREFIX && takes(":"))
        factors.add(new Power(factor(), Num.of(-1)));
      else if (isMixed(factors.getLast())) factors.add(Expression.sum(List.of(factors.removeLast(), postfix())));
      else if (startsFactor()) factors.add(postfix());
      else break;
    }
    return Expression.product(factors);
  }

  /// Whether a whole number was read and a fraction of numbers follows, as in `1\frac{1}{3}`: then they are added.
  private boolean isMixed(Expression last) {
    return style == Style.WHOLE && last instanceof Num(Rational value, boolean _) && value.isInteger()
        && tokens.get(Math.max(0, at - 1)).kind() == Kind.NUMBER && token().isCommand("frac") && at + 6 < tokens.size()
        && tokens.get(at + 2).kind() == Kind.NUMBER && tokens.get(at + 5).kind() == Kind.NUMBER;
  }

  private Expression factor() {
    if (++depth > DEEPEST) throw new NoFormula();
    Expression factor = takes("-") || takes("−") ? Expression.negative(factor())
        : takes("+") ? factor()
        : style == Style.WHOLE && takesCommand("pm") ? Expression.call("pm", Num.of(0), factor())
        : postfix();
    depth--;
    return factor;
  }

  /// Whether what comes next is multiplied with what was read, without a sign.
  private boolean startsFactor() {
    Token t = token();
    return switch (t.kind()) {
      case NUMBER, LETTER -> true;
      case TEXT -> true;
      case SYMBOL -> t.is("(") || t.is("{") || t.is("[") && style == Style.PREFIX || t.is("|") && bars == 0
          || t.is("π") || t.is("√");
      case COMMAND -> !SIGNS.containsKey(t.text()) && !Set.of("cdot", "times", "div", "pm", "mp", "cup", "cap", "bigcup", "backslash", "rfloor",
          "rceil", "rvert", "rangle", "setminus", "circ").contains(t.text()) && (!UNREADABLE.contains(t.text()) || style == Style.WHOLE && t.isCommand("begin"));
      case END -> false;
    };
  }

  private Expression postfix() {
    Expression base = atom();
    while (true) {
      if (takes("^") || takes("**")) {
        if (takesCommand("circ") || takesGroupOf("circ")) base = Expression.product(List.of(base, new Symbol("circ")));
        else base = new Power(base, argument());
      } else if (takes("!")) base = Expression.call("factorial", base);
      else if (style == Style.WHOLE && takes("%")) base = new Percent(base);
      else if (takes("'")) base = Expression.call("prime", base);
      else return base;
    }
  }

  // atoms

  private Expression atom() {
    Steps.spend(1);
    Token t = next();
    return switch (t.kind()) {
      case NUMBER -> number(t.text());
      case LETTER -> letter(t.text());
      case TEXT -> new Text(t.text());
      case COMMAND -> command(t.text());
      case SYMBOL -> bracket(t.text());
      case END -> throw new NoFormula();
    };
  }

  private static Expression number(String digits) {
    return new Num(Rational.parse(digits).orElseThrow(NoFormula::new), digits.contains("."));
  }

  private Expression letter(String name) {
    String full = name + subscript();
    boolean isFunction = style == Style.PREFIX || FUNCTION_LETTERS.contains(name);
    if (isFunction && token().is("(")) {
      int start = at;
      at++;
      List<Expression> arguments = new ArrayList<>();
      do arguments.add(sum()); while (takes(","));
      if (takes(")")) return new Call(full, arguments);
      at = start;
      if (style == Style.PREFIX) throw new NoFormula();
    }
    return new Symbol(full);
  }

  private String subscript() {
    if (!takes("_")) return "";
    if (!takes("{")) return "_" + next().text();
    StringBuilder index = new StringBuilder("_");
    for (int open = 1; open > 0;) {
      Token t = next();
      if (t.kind() == Kind.END) throw new NoFormula();
      if (t.is("{")) open++;
      if (t.is("}")) open--;
      if (open > 0) index.append(t.text());
    }
    return index.toString();
  }

  private Expression command(String name) {
    if (FUNCTIONS.contains(name)) return function(name);
    return switch (name) {
      case "frac", "dfrac", "tfrac", "cfrac" -> Expression.quotient(argument(), argument());
      case "binom", "dbinom", "tbinom" -> Expression.call("binom", argument(), argument());
      case "sqrt" -> {
        if (!takes("[")) yield Expression.call("sqrt", argument());
        Expression degree = sum();
        require(takes("]"));
        yield Expression.call("root", argument(), degree);
      }
      case "lfloor" -> enclosed("floor", "rfloor");
      case "lceil" -> enclosed("ceil", "rceil");
      case "lvert" -> enclosed("abs", "rvert");
      case "overline", "bar", "vec", "hat", "widehat", "overrightarrow", "tilde", "dot", "ddot" -> Expression.call(name, argument());
      case "boxed" -> argument();
      case "infty" -> new Symbol("infty");
      case "emptyset", "varnothing" -> new FiniteSet(List.of());
      case "begin" -> matrix();
      case "prime" -> new Symbol("'");
      default -> {
        require(!UNREADABLE.contains(name) && (name.length() > 1 || style == Style.PREFIX));
        yield new Symbol(name + subscript());
      }
    };
  }

  private Expression enclosed(String function, String close) {
    Expression inside = sum();
    require(takesCommand(close));
    return Expression.call(function, inside);
  }

  /// `\sin x`, `\sin(x)`, `\sin^2 x`, `\log_2 8`; without parentheses the argument is the product that follows.
  private Expression function(String name) {
    Expression base = null, power = null;
    while (true) {
      if (takes("_")) base = argument();
      else if (takes("^")) power = argument();
      else break;
    }
    List<Expression> arguments = new ArrayList<>();
    if (takes("(")) {
      do arguments.add(sum()); while (takes(","));
      require(takes(")"));
    } else {
      List<Expression> factors = new ArrayList<>(List.of(factor()));
      while (startsFactor() && !(token().kind() == Kind.COMMAND && FUNCTIONS.contains(token().text()))
          && !token().is("(")) factors.add(postfix());
      arguments.add(Expression.product(factors));
    }
    if (name.equals("lg")) base = Num.of(10);
    if (base != null) arguments.add(base);
    boolean isInverse = power instanceof Num(Rational value, boolean _) && value.equals(Rational.of(-1));
    if (isInverse && Set.of("sin", "cos", "tan").contains(name)) return new Call("arc" + name, arguments);
    Expression call = new Call(name.equals("lg") ? "log" : name, arguments);
    return power == null ? call : new Power(call, power);
  }

  /// What a command or an exponent applies to: a group, or one token.
  private Expression argument() {
    if (++depth > DEEPEST) throw new NoFormula();
    Expression argument;
    if (takes("{")) {
      argument = style == Style.WHOLE ? list() : sum();
      require(takes("}"));
    } else if (token().kind() == Kind.NUMBER && token().text().length() > 1 && !token().text().contains(".")) {
      String digits = next().text();
      tokens.add(at, new Token(Kind.NUMBER, digits.substring(1)));
      argument = number(digits.substring(0, 1));
    } else if (takes("-")) argument = Expression.negative(argument());
    else argument = atom();
    depth--;
    return argument;
  }

  private Expression bracket(String open) {
    if (++depth > DEEPEST) throw new NoFormula();
    Expression inside = switch (open) {
      case "(", "[", "{", "\\{" -> group(open);
      case "|" -> {
        bars++;
        Expression content = sum();
        bars--;
        require(takes("|"));
        yield Expression.call("abs", content);
      }
      case "π" -> new Symbol("pi");
      case "∞" -> new Symbol("infty");
      case "√" -> Expression.call("sqrt", argument());
      case "∅" -> new FiniteSet(List.of());
      default -> throw new NoFormula();
    };
    depth--;
    return inside;
  }

  /// A bracket opens its own world: bars in it do not close those outside.
  private Expression group(String open) {
    int outside = bars;
    bars = 0;
    Expression group = style == Style.PREFIX ? plainGroup(open) : collection(open);
    bars = outside;
    return group;
  }

  private Expression plainGroup(String open) {
    Expression inside = sum();
    require(takes(open.equals("(") ? ")" : open.equals("[") ? "]" : open.equals("{") ? "}" : "\\}"));
    return inside;
  }

  private Expression collection(String open) {
    boolean isSet = open.equals("{") || open.equals("\\{");
    if (isSet && (takes("}") || takes("\\}"))) return new FiniteSet(List.of());
    List<Expression> items = new ArrayList<>(List.of(relation()));
    while (takes(",") || takes(";")) items.add(relation());
    Token close = next();
    if (isSet) {
      require(close.is("}") || close.is("\\}"));
      return open.equals("\\{") || items.size() > 1 ? new FiniteSet(items) : items.getFirst();
    }
    require(close.is(")") || close.is("]"));
    boolean isHalf = open.equals("[") != close.is("]");
    if (items.size() == 1) return items.getFirst();
    require(items.size() == 2 || !isHalf);
    if (items.size() == 2 && (isHalf || open.equals("[")))
      return new Interval(items.get(0), items.get(1), open.equals("("), close.is(")"));
    return new Tuple(items, open, close.text());
  }

  /// `\begin{pmatrix} a & b \\ c & d \end{pmatrix}`
  private Expression matrix() {
    String name = name();
    require(name.endsWith("matrix") || name.equals("array") || name.equals("cases"));
    if (name.equals("array") && token().is("{")) name();
    List<List<Expression>> rows = new ArrayList<>(List.of(new ArrayList<>()));
    while (!token().isCommand("end")) {
      Steps.spend(1);
      if (takes("\\\\")) rows.add(new ArrayList<>());
      else if (!takes("&")) rows.getLast().add(style == Style.WHOLE ? relation() : sum());
    }
    at++;
    name();
    if (rows.getLast().isEmpty() && rows.size() > 1) rows.removeLast();
    return new Matrix(rows);
  }

  /// The name in `{name}`, letter by letter.
  private String name() {
    require(takes("{"));
    StringBuilder name = new StringBuilder();
    while (!takes("}")) {
      Token t = next();
      if (t.kind() == Kind.END) throw new NoFormula();
      name.append(t.text());
    }
    return name.toString();
  }

  // tokens

  private Token token() { return tokens.get(Math.min(at, tokens.size() - 1)); }

  private Token next() {
    Token t = token();
    at++;
    return t;
  }

  private boolean takes(String symbol) {
    boolean takes = token().is(symbol);
    if (takes) at++;
    return takes;
  }

  private boolean takesCommand(String name) {
    boolean takes = token().isCommand(name);
    if (takes) at++;
    return takes;
  }

  private boolean takesGroupOf(String command) {
    boolean takes = token().is("{") && at + 2 < tokens.size() && tokens.get(at + 1).isCommand(command)
        && tokens.get(at + 2).is("}");
    if (takes) at += 3;
    return takes;
  }

  private static void require(boolean holds) {
    if (!holds) throw new NoFormula();
  }
}
