package zerograd.rl.puzzle;

import java.util.ArrayList;
import java.util.List;

/// Reads statements from their Python text, by recursive descent.
///
///     statements = "(" statement { "," statement } [","] ")"
///     statement  = "(" "'" word "'" { "," (statement | number) } ")"
final class StatementParser {

  private static final int DEEPEST = 100;

  private final String text;
  private int at;
  private int depth;

  StatementParser(String text) { this.text = text; }

  List<Statement> statements() {
    List<Statement> statements = new ArrayList<>();
    expect("(");
    do {
      if (next() == ')') break;   // the comma after a single element
      statements.add(statement());
    } while (accept(","));
    expect(")");
    if (next() != 0) throw malformed("nothing more");
    return List.copyOf(statements);
  }

  private Statement statement() {
    if (++depth > DEEPEST) throw malformed("less nesting");
    expect("('");
    int end = text.indexOf('\'', at);
    if (end < 0) throw malformed("a closing quote");
    String word = text.substring(at, end);
    at = end + 1;
    Statement statement = switch (word) {
      case "telling-truth" -> new Statement.Claim(true, person());
      case "lying" -> new Statement.Claim(false, person());
      default -> new Statement.Compound(connective(word), parts());
    };
    expect(")");
    depth--;
    return statement;
  }

  private List<Statement> parts() {
    List<Statement> parts = new ArrayList<>();
    while (accept(","))
      parts.add(statement());
    return parts;
  }

  private int person() {
    expect(",");
    next();
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9')
      at++;
    if (at == start || at - start > 9) throw malformed("a person's number");
    return Integer.parseInt(text.substring(start, at));
  }

  private Statement.Connective connective(String word) {
    for (var connective : Statement.Connective.values())
      if (connective.symbol().equals(word)) return connective;
    throw malformed("telling-truth, lying, not, and, or, -> or <=> before this place, not '" + word + "'");
  }

  /// The next character that is not a space, or 0 at the end.
  private char next() {
    while (at < text.length() && text.charAt(at) == ' ')
      at++;
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean accept(String token) {
    next();
    if (!text.startsWith(token, at)) return false;
    at += token.length();
    return true;
  }

  private void expect(String token) { if (!accept(token)) throw malformed(token); }

  private IllegalArgumentException malformed(String wanted) {
    return new IllegalArgumentException(
        "statements: at character " + at + " of \"" + text + "\", expected " + wanted);
  }
}
