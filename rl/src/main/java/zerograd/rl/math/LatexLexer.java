package zerograd.rl.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import zerograd.rl.reward.Steps;

/// Cuts a LaTeX formula into tokens; spaces and the commands that only change looks are dropped.
final class LatexLexer {

  /// What a token is.
  enum Kind {
    NUMBER, LETTER, COMMAND, TEXT, SYMBOL, END
  }

  /// @param text a number's digits, a letter, a command's name without its backslash, words, or the symbol
  record Token(Kind kind, String text) {
    boolean is(String symbol) { return kind == Kind.SYMBOL && text.equals(symbol); }

    boolean isCommand(String name) { return kind == Kind.COMMAND && text.equals(name); }
  }

  private static final Set<String> LOOKS = Set.of("left", "right", "big", "Big", "bigg", "Bigg", "bigl",
      "bigr", "Bigl",
      "Bigr", "quad", "qquad", "displaystyle", "textstyle", "limits", "thinspace", "mathstrut", "middle",
      "rm", "it", "bf");
  /// Commands that people forget to end before the letters that follow; none but those below begin longer ones.
  private static final Set<String> STICKY = Set.of("quad", "qquad", "alpha", "beta", "gamma", "delta",
      "theta", "lambda",
      "pi", "rho", "sigma", "tau", "phi", "omega", "lceil", "lfloor", "cdot", "times");
  private static final Set<String> COMMANDS_OF_THEIR_OWN = Set.of("pitchfork", "cdots", "cdotp");
  private static final Set<String> WORDS = Set.of("text", "mathrm", "textbf", "textit", "textrm", "mathit",
      "mathbf",
      "operatorname", "mbox", "hbox", "mathsf", "texttt", "mathcal", "boldsymbol", "bm", "mathbb");

  private final String source;
  private final boolean isWhole;
  private int at;
  private int brackets;

  private LatexLexer(String source, boolean isWhole) {
    this.source = source;
    this.isWhole = isWhole;
  }

  /// The tokens, the last one of kind END.
  ///
  /// @param isWhole whether `1,234` is two numbers in brackets and after a comma, and `\omegat` is two letters
  static List<Token> tokens(String latex, boolean isWhole) {
    LatexLexer lexer = new LatexLexer(latex, isWhole);
    List<Token> tokens = new ArrayList<>();
    do {
      Steps.spend(1);
      lexer.next(tokens);
    } while (tokens.isEmpty() || tokens.getLast().kind() != Kind.END);
    return tokens;
  }

  private void next(List<Token> tokens) {
    if (at >= source.length()) {
      tokens.add(new Token(Kind.END, ""));
      return;
    }
    char c = source.charAt(at);
    if (Character.isWhitespace(c) || c == '~' || c == '$') at++;
    else if (isDigit(c) || c == '.' && isDigit(peek(1)))
      tokens.add(new Token(Kind.NUMBER, number(!isInList(tokens))));
    else if (c == '\\') command(tokens);
    else if (Character.isLetter(c)) {
      tokens.add(new Token(Kind.LETTER, String.valueOf(c)));
      at++;
    } else {
      String two = at + 2 <= source.length() ? source.substring(at, at + 2) : "";
      String symbol = Set.of("<=", ">=", "!=", "**").contains(two) ? two : String.valueOf(c);
      tokens.add(new Token(Kind.SYMBOL, symbol));
      at += symbol.length();
      if (c == '(' || c == '[') brackets++;
      if (c == ')' || c == ']') brackets--;
    }
  }

  private boolean isInList(List<Token> tokens) {
    return isWhole && (brackets > 0 || !tokens.isEmpty() && tokens.getLast().is(","));
  }

  /// Digits, with a point before more; with `groups`, commas may stand before groups of three.
  private String number(boolean groups) {
    StringBuilder digits = new StringBuilder();
    while (isDigit(peek(0)))
      digits.append(source.charAt(at++));
    while (groups && !digits.isEmpty() && peek(0) == ',' && isDigit(peek(1)) && isDigit(peek(2))
        && isDigit(peek(3))
        && !isDigit(peek(4))) {
      digits.append(source, at + 1, at + 4);
      at += 4;
    }
    if (peek(0) == '.' && isDigit(peek(1))) {
      digits.append('.');
      at++;
      while (isDigit(peek(0)))
        digits.append(source.charAt(at++));
    }
    return digits.charAt(0) == '.' ? "0" + digits : digits.toString();
  }

  private void command(List<Token> tokens) {
    at++;
    int from = at;
    while (at < source.length() && isAsciiLetter(source.charAt(at)))
      at++;
    String name = source.substring(from, at);
    if (isWhole) {
      name = known(name);
      at = from + name.length();
    }
    if (name.isEmpty()) {
      char c = peek(0);
      at++;
      switch (c) {
        case '{', '}' -> tokens.add(new Token(Kind.SYMBOL, "\\" + c));
        case '|' -> tokens.add(new Token(Kind.SYMBOL, "|"));
        case '\\' -> tokens.add(new Token(Kind.SYMBOL, "\\\\"));
        case '%' -> tokens.add(new Token(Kind.SYMBOL, "%"));
        case '$' -> tokens.add(new Token(Kind.SYMBOL, "\\$"));
        case '(', ')', '[', ']', ',', ';', ':', '!', ' ', '\0' -> {
        }
        default -> tokens.add(new Token(Kind.SYMBOL, String.valueOf(c)));
      }
    } else if (WORDS.contains(name)) {
      words(name, tokens);
    } else if (!LOOKS.contains(name)) {
      tokens.add(new Token(Kind.COMMAND, name));
    }
  }

  /// The command that a name begins with, as `omega` in `omegat`, if it is one to which letters may be stuck.
  private static String known(String name) {
    String known = "";
    for (String command : STICKY)
      if (name.startsWith(command) && command.length() > known.length()) known = command;
    return known.isEmpty() || COMMANDS_OF_THEIR_OWN.contains(name) ? name : known;
  }

  /// The content of `\text{…}` and its like; one letter is a letter.
  private void words(String name, List<Token> tokens) {
    while (at < source.length() && source.charAt(at) == ' ')
      at++;
    if (peek(0) != '{') {
      if (name.equals("operatorname")) tokens.add(new Token(Kind.COMMAND, name));
      return;
    }
    int depth = 0, from = at + 1;
    for (; at < source.length(); at++) {
      if (source.charAt(at) == '{') depth++;
      if (source.charAt(at) == '}' && --depth == 0) break;
    }
    String words = source.substring(from, Math.max(from, Math.min(at, source.length()))).replace("~", " ")
        .strip();
    at++;
    boolean isLetter = words.length() == 1 && Character.isLetter(words.charAt(0));
    if (isLetter) tokens.add(new Token(Kind.LETTER, name.equals("mathbb") ? "mathbb " + words : words));
    else if (!words.isEmpty()) tokens.add(new Token(Kind.TEXT, words));
  }

  private char peek(int ahead) { return at + ahead < source.length() ? source.charAt(at + ahead) : '\0'; }

  private static boolean isDigit(char c) { return c >= '0' && c <= '9'; }

  private static boolean isAsciiLetter(char c) { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'; }
}
