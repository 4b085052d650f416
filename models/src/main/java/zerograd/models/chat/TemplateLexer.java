package zerograd.models.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zerograd.models.chat.Token.Kind;

/// Cuts a template into tokens, and away the white space that does not count.
///
///     {{ expression }}   {% tag %}   {# comment #}
///
/// `trim_blocks`: one line feed after `%}` or `#}` goes. `lstrip_blocks`: so does the white space between the start
/// of a line and `{%` or `{#`. A `-` inside a brace takes all white space on its side, a `+` keeps it. Every kind of
/// line end becomes a line feed, and the last one of the template goes.
///
/// Jinja 3.1, *Template Designer Documentation*, "Whitespace Control", and `lexer.py`, with the settings of
/// `transformers`.
final class TemplateLexer {

  private static final List<String> OPERATORS = List.of("//", "**", "==", "!=", ">=", "<=", "+", "-", "/",
      "*", "%",
      "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";");

  private static final Pattern NAME = Pattern.compile("[\\w\\d]+", Pattern.UNICODE_CHARACTER_CLASS);
  /// Taken without going back, as Java would need a stack as deep as the number is long.
  private static final String DIGITS = "\\d+(?:_\\d+)*+";
  private static final Pattern FLOAT = Pattern
      .compile(DIGITS + "(?:(?:\\." + DIGITS + ")?[eE][+\\-]?" + DIGITS + "|\\." + DIGITS + ")");
  private static final Pattern INTEGER = Pattern
      .compile("0[bB](?:_?[01])++|0[oO](?:_?[0-7])++|0[xX](?:_?[\\da-fA-F])++"
          + "|[1-9](?:_?\\d)*+|0(?:_?0)*+");
  private static final Pattern RAW = Pattern.compile("\\{%([-+]?)\\s*raw\\s*(-?)%\\}");
  private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%\\}");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private boolean lineStarts = true;

  private TemplateLexer(String source) { this.source = source; }

  /// @throws TemplateException if a tag, comment or string does not end, or a character has no meaning
  static List<Token> tokens(String template) {
    String lines = template.replace("\r\n", "\n").replace('\r', '\n');
    if (lines.endsWith("\n")) lines = lines.substring(0, lines.length() - 1);
    TemplateLexer lexer = new TemplateLexer(lines);
    lexer.template();
    lexer.add(Kind.END, "");
    return lexer.tokens;
  }

  private void template() {
    while (at < source.length()) {
      int open = nextOpening();
      if (open < 0) {
        text(source.length(), false, ' ');
        return;
      }
      char kind = source.charAt(open + 1), sign = signAt(open + 2);
      Matcher raw = matcher(RAW, open);
      text(open, kind != '{', sign);
      if (raw.lookingAt()) {
        raw(raw);
        continue;
      }
      at = open + (sign == ' ' ? 2 : 3);
      switch (kind) {
        case '#' -> comment();
        case '{' -> {
          add(Kind.OUTPUT_BEGIN, "");
          inside("}}", Kind.OUTPUT_END);
        }
        default -> {
          add(Kind.TAG_BEGIN, "");
          inside("%}", Kind.TAG_END);
        }
      }
    }
  }

  private int nextOpening() {
    for (int i = source.indexOf('{', at); i >= 0 && i + 1 < source.length(); i = source.indexOf('{', i + 1)) {
      if ("{%#".indexOf(source.charAt(i + 1)) >= 0) return i;
    }
    return -1;
  }

  private char signAt(int i) {
    return i < source.length() && (source.charAt(i) == '-' || source.charAt(i) == '+')
        ? source.charAt(i)
        : ' ';
  }

  /// The text up to `end`, where a tag begins, without what its sign or `lstrip_blocks` takes.
  private void text(int end, boolean isTag, char sign) {
    String text = source.substring(at, end), kept = text;
    if (sign == '-') kept = PythonText.stripRight(text);
    else if (sign == ' ' && isTag) {
      int lineStart = text.lastIndexOf('\n') + 1;
      if ((lineStart > 0 || lineStarts) && PythonText.strip(text.substring(lineStart)).isEmpty())
        kept = text.substring(0, lineStart);
    }
    if (!kept.isEmpty()) add(Kind.TEXT, kept);
    advance(end);
  }

  private void raw(Matcher begin) {
    int tagLine = line;
    advance(begin.end());
    if (begin.group(2).equals("-")) skipSpace();
    Matcher end = matcher(END_RAW, at);
    if (!end.find()) throw new TemplateException(tagLine, "{% raw %} has no {% endraw %}");
    lineStarts = source.charAt(at - 1) == '\n';
    text(end.start(), true, end.group(1).isEmpty() ? ' ' : end.group(1).charAt(0));
    advance(end.end());
    afterTag(end.group(2).isEmpty() ? ' ' : end.group(2).charAt(0));
  }

  private void comment() {
    int end = source.indexOf("#}", at);
    if (end < 0) throw new TemplateException(line, "a comment has no end, which is #}");
    char sign = end > at ? signAt(end - 1) : ' ';
    advance(end + 2);
    afterTag(sign);
  }

  /// The white space that goes with the end of a tag or comment.
  private void afterTag(char sign) {
    if (sign == '-') skipSpace();
    else if (sign == ' ' && at < source.length() && source.charAt(at) == '\n') advance(at + 1);
    lineStarts = source.charAt(at - 1) == '\n';
  }

  private void inside(String close, Kind closing) {
    int tagLine = line;
    Deque<Character> brackets = new ArrayDeque<>();
    while (true) {
      skipSpace();
      if (at >= source.length()) throw new TemplateException(tagLine, "a tag has no end, which is " + close);
      if (brackets.isEmpty() && isClose(close)) {
        char sign = signAt(at);
        add(closing, "");
        advance(at + (sign == ' ' ? 2 : 3));
        if (closing == Kind.TAG_END) afterTag(sign);
        else {
          if (sign == '-') skipSpace();
          lineStarts = source.charAt(at - 1) == '\n';
        }
        return;
      }
      token(brackets);
    }
  }

  /// `}}` and `%}`, with a `-` before them, or for tags a `+`.
  private boolean isClose(String close) {
    boolean signed = source.charAt(at) == '-' || source.charAt(at) == '+' && close.equals("%}");
    return source.startsWith(close, signed ? at + 1 : at);
  }

  private void token(Deque<Character> brackets) {
    char c = source.charAt(at);
    if (c == '"' || c == '\'') {
      string(c);
    } else if (match(FLOAT, Kind.FLOAT) || match(INTEGER, Kind.INTEGER) || match(NAME, Kind.NAME)) {
      return;
    } else {
      String operator = OPERATORS.stream().filter(each -> source.startsWith(each, at)).findFirst()
          .orElseThrow(() -> new TemplateException(line, "unexpected character " + PythonText.repr(""
              + Character.toString(source.codePointAt(at)))));
      if ("([{".contains(operator)) brackets.push(operator.charAt(0));
      if (")]}".contains(operator)) {
        int pair = ")]}".indexOf(operator);
        if (brackets.isEmpty() || "([{".indexOf(brackets.pop()) != pair)
          throw new TemplateException(line, "unexpected \"" + operator + "\"");
      }
      add(Kind.OPERATOR, operator);
      at += operator.length();
    }
  }

  private boolean match(Pattern pattern, Kind kind) {
    if (kind == Kind.FLOAT && at > 0 && source.charAt(at - 1) == '.') return false;
    Matcher matcher = matcher(pattern, at);
    if (!matcher.lookingAt()) return false;
    String text = matcher.group();
    if (kind == Kind.NAME && Character.isDigit(text.codePointAt(0)))
      throw new TemplateException(line, "\"" + text + "\" is neither a name nor a number");
    add(kind, text);
    at = matcher.end();
    return true;
  }

  private void string(char quote) {
    int end = at + 1;
    while (end < source.length() && source.charAt(end) != quote)
      end += source.charAt(end) == '\\' ? 2 : 1;
    if (end >= source.length()) throw new TemplateException(line, "a string has no end, which is " + quote);
    try {
      add(Kind.STRING, PythonText.unescape(source.substring(at + 1, end)));
    } catch (Failure broken) {
      throw new TemplateException(line, broken.getMessage());
    }
    advance(end + 1);
  }

  private Matcher matcher(Pattern pattern, int from) {
    return pattern.matcher(source).region(from, source.length()).useTransparentBounds(true);
  }

  private void skipSpace() {
    int to = at;
    while (to < source.length() && PythonText.isSpace(source.charAt(to)))
      to++;
    advance(to);
  }

  private void advance(int to) {
    for (int i = at; i < to; i++) if (source.charAt(i) == '\n') line++;
    at = to;
  }

  private void add(Kind kind, String text) { tokens.add(new Token(kind, text, line)); }
}
