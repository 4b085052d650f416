package zerograd.rl.math;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Pattern;
import zerograd.rl.math.Expression.All;
import zerograd.rl.math.Expression.Relation;
import zerograd.rl.math.Expression.Tuple;
import zerograd.rl.reward.Steps;

/// Whether two answers are equal by the rules of the evaluation of Qwen2.5-Math: as texts, as numbers to four digits, part by
/// part, or as formulas.
///
/// The rules have oddities that scores depend on: 14401 equals 14400, 50 % equals 50 and 0.5, open and closed brackets are the
/// same, and of a list without brackets only the first item counts once the texts differ.
///
/// Yang et al. 2024, *Qwen2.5-Math Technical Report*, arXiv:2409.12122; `math_equal` there, whose formulas sympy compares.
/// Here they are compared by [Probe].
public final class QwenGrader {

  private static final double TOLERANCE = 1e-4;
  private static final Pattern LONE_LETTER = Pattern.compile("\\b(A|B|C|D|E)\\b");
  private static final Set<String> LETTERS = Set.of("A", "B", "C", "D", "E");
  private static final Pattern DECIMAL = Pattern
      .compile("[+-]?([0-9]+(_[0-9]+)*+\\.?([0-9]+(_[0-9]+)*+)?|\\.[0-9]+(_[0-9]+)*+)([eE][+-]?[0-9]+)?");
  private static final Pattern BRACKETED = Pattern.compile("[(\\[].+[)\\]]", Pattern.DOTALL);
  private static final Pattern BEGIN_MATRIX = Pattern.compile("\\\\begin\\{[pb]matrix\\}");
  private static final int LONGEST = 4_000;

  private static final Probe PROBE = new Probe(new Probe.Constants(false, false));

  private QwenGrader() {}

  /// Whether `answer` is as good as `gold`.
  public static boolean equal(String answer, String gold) { return equal(answer, gold, 0); }

  private static boolean equal(String answer, String gold, int depth) {
    Steps.spend(1);
    if (depth > 20 || answer.length() > LONGEST || gold.length() > LONGEST) return answer.equals(gold);
    if (lower(answer).equals(lower(gold))) return true;
    if (LETTERS.contains(gold) && letter(answer).equals(gold)) return true;

    OptionalDouble x = number(answer), y = number(gold);
    if (x.isPresent() && y.isPresent()) {
      for (double same : new double[]{y.getAsDouble() / 100, y.getAsDouble(), y.getAsDouble() * 100})
        if (near(same, x.getAsDouble())) return true;
      return false;
    }
    if (answer.isEmpty()) return false;

    String a = answer.strip(), g = gold.strip();
    if (bare(a, g).equals(bare(g, a))) return true;
    if (BRACKETED.matcher(answer).lookingAt() && BRACKETED.matcher(gold).lookingAt()) {
      List<String> as = split(inside(answer), ","), gs = split(inside(gold), ",");
      if (as.size() == gs.size() && allEqual(as, gs, depth)) return true;
    }
    if (isMatrix(a) && isMatrix(g) && equalMatrices(a, g, depth)) return true;
    Boolean equation = equations(answer, gold, depth);
    return equation != null && equation || equalFormulas(answer, gold);
  }

  private static String lower(String s) { return s.strip().toLowerCase(Locale.ROOT); }

  /// The letter that an answer chooses, by the shorter rule of the grader itself: the last one that stands alone.
  private static String letter(String answer) {
    String s = answer.strip();
    while (s.endsWith(".") || s.endsWith("/") || s.startsWith(":") || s.endsWith("\n"))
      s = s.startsWith(":") ? s.substring(1) : s.substring(0, s.length() - 1);
    String[] found = LONE_LETTER.matcher(s.toUpperCase(Locale.ROOT)).results()
        .map(match -> match.group()).toArray(String[]::new);
    return found.length == 0 ? s : found[found.length - 1];
  }

  private static OptionalDouble number(String text) {
    String s = text.replace(",", "").strip();
    if (DECIMAL.matcher(s).matches()) return OptionalDouble.of(Double.parseDouble(s.replace("_", "")));
    if (s.endsWith("%")) {
      s = s.substring(0, s.length() - 1);
      if (s.endsWith("\\")) s = s.substring(0, s.length() - 1);
      if (DECIMAL.matcher(s.strip()).matches())
        return OptionalDouble.of(Double.parseDouble(s.strip().replace("_", "")) / 100);
    }
    return OptionalDouble.empty();
  }

  private static boolean near(double gold, double answer) {
    return Math.abs(gold - answer) <= TOLERANCE * Math.max(Math.abs(gold), Math.abs(answer));
  }

  /// Without brackets, in lower case; outer ones go first if only one of the two texts has that kind.
  private static String bare(String s, String other) {
    return s.replaceAll("[{}()]", "").replaceAll(strips(s, other) ? "^[\\[\\]]+|[\\[\\]]+$" : "(?!)", "")
        .toLowerCase(Locale.ROOT);
  }

  private static boolean strips(String s, String other) {
    boolean square = s.startsWith("[") && s.endsWith("]") && !other.startsWith("(");
    boolean otherSquare = other.startsWith("[") && other.endsWith("]") && !s.startsWith("(");
    boolean round = s.startsWith("(") && s.endsWith(")") && !other.startsWith("[");
    boolean otherRound = other.startsWith("(") && other.endsWith(")") && !s.startsWith("[");
    return square || otherSquare || round || otherRound;
  }

  private static String inside(String s) { return s.substring(1, s.length() - 1); }

  private static List<String> split(String s, String by) { return List.of(s.split(Pattern.quote(by), -1)); }

  private static boolean allEqual(List<String> as, List<String> gs, int depth) {
    for (int i = 0; i < as.size(); i++) if (!equal(as.get(i), gs.get(i), depth + 1)) return false;
    return true;
  }

  private static boolean isMatrix(String s) {
    return (s.startsWith("\\begin{pmatrix}") || s.startsWith("\\begin{bmatrix}"))
        && (s.endsWith("\\end{pmatrix}") || s.endsWith("\\end{bmatrix}"));
  }

  private static boolean equalMatrices(String a, String g, int depth) {
    List<String> rowsA = rows(a), rowsG = rows(g);
    if (rowsA.size() != rowsG.size()) return false;
    for (int i = 0; i < rowsA.size(); i++) {
      List<String> cellsA = split(rowsA.get(i), "&"), cellsG = split(rowsG.get(i), "&");
      if (cellsA.size() != cellsG.size() || !allEqual(cellsA, cellsG, depth)) return false;
    }
    return true;
  }

  private static List<String> rows(String matrix) {
    String body = BEGIN_MATRIX.matcher(matrix).replaceFirst("");
    return split(body.substring(0, body.length() - "\\end{pmatrix}".length()), "\\\\").stream()
        .map(String::strip)
        .filter(row -> !row.isEmpty()).toList();
  }

  /// Compares equations as differences of their sides; null where there is none to compare.
  private static Boolean equations(String answer, String gold, int depth) {
    List<String> a = split(answer, "="), g = split(gold, "=");
    if (a.size() == 2 && g.size() == 2) {
      String left = difference(a), right = difference(g);
      return equalFormulas(left, right) || equalFormulas("-(" + left + ")", right);
    }
    if (a.size() == 2 && a.getFirst().strip().length() <= 2 && g.size() == 1)
      return equal(a.get(1), gold, depth + 1);
    if (g.size() == 2 && g.getFirst().strip().length() <= 2 && a.size() == 1)
      return equal(answer, g.get(1), depth + 1);
    return null;
  }

  private static String difference(List<String> sides) {
    return sides.get(0).strip() + " - (" + sides.get(1).strip() + ")";
  }

  private static boolean equalFormulas(String answer, String gold) {
    Optional<Expression> a = formula(answer), g = formula(gold);
    if (a.isEmpty() || g.isEmpty()) return answer.equals(gold);
    return same(a.get(), g.get());
  }

  private static Optional<Expression> formula(String text) {
    if (!text.contains("\\")) {
      Optional<Expression> plain = PlainParser.parse(text);
      if (plain.isPresent()) return plain;
    }
    Optional<Expression> latex = LatexParser.parse(text.replace("\\\\", "\\"), LatexParser.Style.PREFIX);
    return latex.isPresent() ? latex : LatexParser.parse(text, LatexParser.Style.PREFIX);
  }

  private static boolean same(Expression a, Expression g) {
    if (a instanceof All || g instanceof All) return a.equals(g);
    if (a instanceof Relation p && g instanceof Relation q) {
      return p.sign().equals(q.sign()) && PROBE.equal(Expression.minus(p.left(), p.right()),
          Expression.minus(q.left(), q.right()));
    }
    if (a instanceof Relation || g instanceof Relation) return false;
    if (a instanceof Tuple || g instanceof Tuple) return a.equals(g);
    if (a.equals(g) || PROBE.equal(a, g)) return true;
    Optional<Complex> x = PROBE.number(a), y = PROBE.number(g);
    return x.isPresent() && y.isPresent() && x.get().isReal() && y.get().isReal()
        && near(y.get().re(), x.get().re());
  }
}
