package zerograd.rl.math;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import zerograd.rl.math.Expression.All;
import zerograd.rl.math.Expression.Call;
import zerograd.rl.math.Expression.FiniteSet;
import zerograd.rl.math.Expression.Interval;
import zerograd.rl.math.Expression.Relation;
import zerograd.rl.math.Expression.Symbol;
import zerograd.rl.math.Expression.Tuple;
import zerograd.rl.math.Expression.Union;

/// A set of real numbers as pieces that do not touch, from left to right: its normal form.
///
/// `x < 1 or x > 2`, `(−∞, 1) ∪ (2, ∞)` and `ℝ \ [1, 2]` have the same pieces.
record RealSet(List<Piece> pieces) {

  /// The numbers between two, each of which belongs to it unless its side is open.
  record Piece(double from, double to, boolean openFrom, boolean openTo) {}

  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final Piece ALL = new Piece(-INFINITY, INFINITY, true, true);
  private static final double TOLERANCE = 1e-9;

  private final static Probe PROBE = new Probe(new Probe.Constants(true, true));

  /// The set that an expression writes: intervals, finite sets, their unions and differences, inequalities of a letter.
  static Optional<RealSet> of(Expression e) {
    return switch (e) {
      case Interval(Expression from, Expression to, boolean openFrom, boolean openTo) ->
        piece(from, to, openFrom, openTo);
      case Tuple(List<Expression> items, String open, String close) when items.size() == 2
          && !open.isEmpty() ->
        piece(items.get(0), items.get(1), open.equals("("), close.equals(")"));
      case FiniteSet(List<Expression> items) -> {
        List<Piece> points = new ArrayList<>();
        for (Expression item : items) {
          Optional<Double> x = bound(item);
          if (x.isEmpty()) yield Optional.empty();
          points.add(new Piece(x.get(), x.get(), false, false));
        }
        yield Optional.of(joined(points));
      }
      case Union(List<Expression> parts) -> {
        Optional<RealSet> union = Optional.of(new RealSet(List.of()));
        for (Expression part : parts) union = union.flatMap(u -> of(part).map(u::or));
        yield union;
      }
      case Call(String name, List<Expression> sets) when name.equals("setminus") ->
        of(sets.get(0)).flatMap(a -> of(sets.get(1)).map(b -> a.and(b.complement())));
      case Call(String name, List<Expression> sets) when name.equals("cap") ->
        of(sets.get(0)).flatMap(a -> of(sets.get(1)).map(a::and));
      case Symbol(String name) when name.equals("mathbb R") -> Optional.of(new RealSet(List.of(ALL)));
      case Relation relation -> of(relation);
      case All(List<Relation> relations) -> {
        Optional<RealSet> all = Optional.of(new RealSet(List.of(ALL)));
        for (Relation relation : relations) all = all.flatMap(a -> of(relation).map(a::and));
        yield all;
      }
      default -> Optional.empty();
    };
  }

  private static Optional<RealSet> of(Relation relation) {
    if (relation.sign().equals("in")) return of(relation.right());
    if (!(relation.left() instanceof Symbol)) {
      return relation.right() instanceof Symbol ? of(relation.flipped()) : Optional.empty();
    }
    return bound(relation.right()).flatMap(x -> switch (relation.sign()) {
      case "<" -> Optional.of(new Piece(-INFINITY, x, true, true));
      case "<=" -> Optional.of(new Piece(-INFINITY, x, true, false));
      case ">" -> Optional.of(new Piece(x, INFINITY, true, true));
      case ">=" -> Optional.of(new Piece(x, INFINITY, false, true));
      case "=", "!=" -> Optional.of(new Piece(x, x, false, false));
      default -> Optional.<Piece>empty();
    }).map(piece -> {
      RealSet set = joined(List.of(piece));
      return relation.sign().equals("!=") ? set.complement() : set;
    });
  }

  private static Optional<RealSet> piece(Expression from, Expression to, boolean openFrom, boolean openTo) {
    return bound(from).flatMap(a -> bound(to).map(b -> joined(List.of(new Piece(a, b, openFrom, openTo)))));
  }

  private static Optional<Double> bound(Expression e) {
    if (PROBE.hasSymbols(e)) return Optional.empty();
    Complex x = PROBE.value(e, 0);
    return Double.isNaN(x.re()) || x.im() != 0 && x.isFinite() ? Optional.empty() : Optional.of(x.re());
  }

  private RealSet or(RealSet other) {
    List<Piece> both = new ArrayList<>(pieces);
    both.addAll(other.pieces);
    return joined(both);
  }

  private RealSet and(RealSet other) {
    List<Piece> common = new ArrayList<>();
    for (Piece a : pieces) {
      for (Piece b : other.pieces) {
        double from = Math.max(a.from, b.from), to = Math.min(a.to, b.to);
        boolean openFrom = a.from == from && a.openFrom || b.from == from && b.openFrom;
        boolean openTo = a.to == to && a.openTo || b.to == to && b.openTo;
        common.add(new Piece(from, to, openFrom, openTo));
      }
    }
    return joined(common);
  }

  private RealSet complement() {
    List<Piece> gaps = new ArrayList<>();
    double from = -INFINITY;
    boolean openFrom = true;
    for (Piece piece : pieces) {
      gaps.add(new Piece(from, piece.from, openFrom, !piece.openFrom));
      from = piece.to;
      openFrom = !piece.openTo;
    }
    gaps.add(new Piece(from, INFINITY, openFrom, true));
    return joined(gaps);
  }

  /// Pieces in order, empty ones dropped and those that touch made one; infinite ends are open.
  private static RealSet joined(List<Piece> pieces) {
    List<Piece> ordered = new ArrayList<>();
    for (Piece piece : pieces) {
      boolean openFrom = piece.openFrom || Double.isInfinite(piece.from);
      boolean openTo = piece.openTo || Double.isInfinite(piece.to);
      if (piece.from < piece.to || piece.from == piece.to && !openFrom && !openTo)
        ordered.add(new Piece(piece.from, piece.to, openFrom, openTo));
    }
    ordered.sort(Comparator.comparingDouble(Piece::from).thenComparing(Piece::openFrom));
    List<Piece> joined = new ArrayList<>();
    for (Piece piece : ordered) {
      Piece last = joined.isEmpty() ? null : joined.getLast();
      boolean touches = last != null
          && (piece.from < last.to || piece.from == last.to && !(piece.openFrom && last.openTo));
      if (!touches) {
        joined.add(piece);
        continue;
      }
      boolean isFurther = piece.to > last.to;
      boolean openTo = piece.to == last.to
          ? piece.openTo && last.openTo
          : isFurther ? piece.openTo : last.openTo;
      joined.set(joined.size() - 1,
          new Piece(last.from, isFurther ? piece.to : last.to, last.openFrom, openTo));
    }
    return new RealSet(List.copyOf(joined));
  }

  /// Whether the pieces are the same, their ends to nine digits.
  boolean near(RealSet other) {
    if (pieces.size() != other.pieces.size()) return false;
    for (int i = 0; i < pieces.size(); i++) {
      Piece a = pieces.get(i), b = other.pieces.get(i);
      if (a.openFrom != b.openFrom || a.openTo != b.openTo || !near(a.from, b.from) || !near(a.to, b.to))
        return false;
    }
    return true;
  }

  private static boolean near(double a, double b) {
    return a == b || Double.isFinite(a) && Double.isFinite(b)
        && Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
  }
}
