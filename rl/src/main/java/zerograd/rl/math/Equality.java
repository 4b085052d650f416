package zerograd.rl.math;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import zerograd.rl.math.Expression.All;
import zerograd.rl.math.Expression.Call;
import zerograd.rl.math.Expression.FiniteSet;
import zerograd.rl.math.Expression.Interval;
import zerograd.rl.math.Expression.Matrix;
import zerograd.rl.math.Expression.Num;
import zerograd.rl.math.Expression.Percent;
import zerograd.rl.math.Expression.Power;
import zerograd.rl.math.Expression.Product;
import zerograd.rl.math.Expression.Relation;
import zerograd.rl.math.Expression.Sum;
import zerograd.rl.math.Expression.Symbol;
import zerograd.rl.math.Expression.Text;
import zerograd.rl.math.Expression.Tuple;
import zerograd.rl.math.Expression.Union;
import zerograd.rl.reward.Steps;

/// When two expressions are the same answer.
///
/// - What is assigned counts, not the name: `x = 1` answers 1, and `a = b = c` says `a = c`.
/// - Lists are sets; a tuple is the set of its items in written order; `(a, b)` is an open interval or a pair, as needed.
/// - Sets of numbers are equal by their [pieces][RealSet], an inequality being the set that solves it.
/// - Equations are equal when a factor makes one the other, inequalities when the factor keeps or turns the sign.
/// - Numbers of which one is a decimal are equal when they round to the same; others when they are exactly.
record Equality(int decimals, boolean strict, boolean setsAsRelations) {

  private static final Probe PROBE = new Probe(new Probe.Constants(true, true));

  boolean same(Expression gold, Expression answer) {
    Steps.spend(10);
    Expression g = canonical(gold), a = canonical(answer);
    if (a instanceof Relation(String sign, Expression _, Expression right) && sign.equals("=")
        && !isRelation(g))
      a = right;
    if (isAssignment(g) && !isRelation(a)) g = ((Relation) g).right();
    if (isSet(a) && isRelation(g) || setsAsRelations && isSet(g) && isRelation(a)) {
      Optional<RealSet> x = RealSet.of(g), y = RealSet.of(a);
      return x.isPresent() && y.isPresent() && x.get().near(y.get());
    }
    if (!strict) {
      g = renamed(g);
      a = renamed(a);
    }
    return g.equals(a) || sameKind(canonical(g), canonical(a));
  }

  private boolean sameKind(Expression g, Expression a) {
    if (isRelation(g) || isRelation(a)) return sameRelations(g, a);
    if (g instanceof Matrix || a instanceof Matrix) return sameMatrices(g, a);
    if (isSet(g) || isSet(a)) return sameSets(g, a);
    return sameWords(g, a) || sameValues(g, a);
  }

  // forms that mean the same

  /// One form for what is written in several: lists as sets, `a ± b` as both values, products of matrices multiplied out.
  private static Expression canonical(Expression e) {
    return switch (e) {
      case Tuple(List<Expression> items, String open, String _) when open.isEmpty() -> new FiniteSet(items);
      case Relation(String sign, Expression _, Expression right) when sign.equals("in") -> canonical(right);
      case Relation(String sign, Expression left, Expression right) when sign.equals("approx") ->
        new Relation("=", left, right);
      case All(List<Relation> relations) -> chain(relations);
      case Sum _,Product _,Power _ when Matrices.occurIn(e) ->
        Matrices.value(e).map(Expression.class::cast).orElse(e);
      case Call(String name, List<Expression> sides) when name.equals("pm") || name.equals("mp") ->
        new FiniteSet(List.of(new Sum(sides), Expression.minus(sides.get(0), sides.get(1))));
      default -> e;
    };
  }

  /// `a = b = c` as `a = c`, without what is only approximately so.
  private static Expression chain(List<Relation> relations) {
    List<Relation> exact = relations.stream().takeWhile(relation -> !relation.sign().equals("approx"))
        .toList();
    if (exact.isEmpty()) exact = relations;
    boolean isAssigned = exact.stream()
        .allMatch(relation -> relation.sign().equals("=") || relation.sign().equals("approx"));
    if (isAssigned) return new Relation("=", exact.getFirst().left(), exact.getLast().right());
    return exact.size() == 1 ? exact.getFirst() : new All(exact);
  }

  private static boolean isRelation(Expression e) { return e instanceof Relation || e instanceof All; }

  private static boolean isSet(Expression e) {
    return e instanceof FiniteSet || e instanceof Interval || e instanceof Union || e instanceof Tuple
        || e instanceof Call(String name, List<Expression> _)
            && (name.equals("setminus") || name.equals("cap"))
        || e instanceof Symbol(String letter) && letter.equals("mathbb R");
  }

  /// `name = value`: the left side is made of letters alone.
  private static boolean isAssignment(Expression e) {
    return e instanceof Relation(String sign, Expression left, Expression _) && sign.equals("=")
        && isName(left);
  }

  private static boolean isName(Expression e) {
    return switch (e) {
      case Symbol _,Text _ -> true;
      case Product(List<Expression> factors) -> factors.stream().allMatch(Equality::isName);
      case Power(Expression base, Expression exponent) -> isName(base) && exponent instanceof Num;
      case Call(String _, List<Expression> arguments) ->
        arguments.stream().allMatch(x -> isName(x) || x instanceof Num);
      case Tuple(List<Expression> items, String _, String _) -> items.stream().allMatch(Equality::isName);
      default -> false;
    };
  }

  /// With its letters numbered in their alphabetical order.
  private static Expression renamed(Expression e) {
    Set<String> symbols = new LinkedHashSet<>();
    PROBE.collect(e, symbols);
    Map<String, String> names = new LinkedHashMap<>();
    for (String symbol : new TreeSet<>(symbols)) names.put(symbol, "letter " + names.size());
    return Expressions.renamed(e, names);
  }

  // relations

  private boolean sameRelations(Expression g, Expression a) {
    if (g instanceof Relation p && a instanceof Relation q && sameRelation(p, q)) return true;
    if (g instanceof All(List<Relation> ps) && a instanceof All(List<Relation> qs)
        && ps.size() == qs.size()) {
      if (allSame(ps, qs, this::sameRelation)) return true;
      List<Relation> turned = qs.reversed().stream().map(Relation::flipped).toList();
      if (allSame(ps, turned, this::sameRelation)) return true;
    }
    if (!isRelation(g) || !isRelation(a)) return false;
    Optional<RealSet> x = RealSet.of(g), y = RealSet.of(a);
    return x.isPresent() && y.isPresent() && lone(g).equals(lone(a)) && x.get().near(y.get());
  }

  private static Set<String> lone(Expression e) {
    Set<String> symbols = new LinkedHashSet<>();
    PROBE.collect(e, symbols);
    return symbols;
  }

  private boolean sameRelation(Relation p, Relation q) {
    if (p.sign().equals(q.sign()) && same(p.left(), q.left()) && same(p.right(), q.right())) return true;
    Relation flipped = q.flipped();
    if (p.sign().equals(flipped.sign()) && same(p.left(), flipped.left()) && same(p.right(), flipped.right()))
      return true;
    Expression f = Expression.minus(p.left(), p.right()), g = Expression.minus(q.left(), q.right());
    double factor = PROBE.factor(f, g);
    boolean keeps = p.sign().equals(q.sign()), turns = p.sign().equals(flipped.sign());
    return keeps && turns ? factor != 0 : keeps ? factor > 0 : turns && factor < 0;
  }

  // collections

  private boolean sameSets(Expression g, Expression a) {
    if (g instanceof Tuple(List<Expression> xs, String _, String _)
        && a instanceof Tuple(List<Expression> ys, String _, String _))
      return sameItems(xs, ys);
    if (g instanceof FiniteSet(List<Expression> xs) && a instanceof FiniteSet(List<Expression> ys))
      return sameElements(xs, ys);
    Optional<List<Expression>> xs = items(g), ys = items(a);
    if (xs.isPresent() && ys.isPresent()) {
      boolean isPair = !(g instanceof Interval && a instanceof Interval) || xs.get().size() != 2;
      if (isPair) return sameItems(xs.get(), ys.get());
    }
    Optional<RealSet> x = RealSet.of(g), y = RealSet.of(a);
    if (x.isPresent() && y.isPresent()) return x.get().near(y.get());
    if (g instanceof Interval p && a instanceof Interval q)
      return p.openFrom() == q.openFrom() && p.openTo() == q.openTo() && same(p.from(), q.from())
          && same(p.to(), q.to());
    if (g instanceof Union(List<Expression> ps) && a instanceof Union(List<Expression> qs))
      return sameElements(ps, qs);
    return isSingle(g) && same(((FiniteSet) g).items().getFirst(), a)
        || isSingle(a) && same(g, ((FiniteSet) a).items().getFirst());
  }

  private static boolean isSingle(Expression e) {
    return e instanceof FiniteSet(List<Expression> items) && items.size() == 1;
  }

  /// What a pair may be: the items of a tuple, the elements of a set, the ends of an open interval.
  private Optional<List<Expression>> items(Expression e) {
    return switch (e) {
      case Tuple(List<Expression> items, String _, String _) -> Optional.of(items);
      case FiniteSet(List<Expression> items) when items.size() > 1 -> Optional.of(distinct(items));
      case Interval(Expression from, Expression to, boolean openFrom, boolean openTo) when openFrom
          && openTo ->
        Optional.of(List.of(from, to));
      default -> Optional.empty();
    };
  }

  private boolean sameItems(List<Expression> xs, List<Expression> ys) {
    return xs.size() == ys.size() && allSame(xs, ys, this::same);
  }

  private interface Test<T> {
    boolean same(T x, T y);
  }

  private static <T> boolean allSame(List<T> xs, List<T> ys, Test<T> test) {
    for (int i = 0; i < xs.size(); i++) if (!test.same(xs.get(i), ys.get(i))) return false;
    return true;
  }

  /// Whether two lists have the same elements, in any order and however often.
  private boolean sameElements(List<Expression> xs, List<Expression> ys) {
    List<Expression> left = distinct(xs), open = distinct(ys);
    if (left.size() != open.size()) return false;
    for (Expression x : left) {
      int at = 0;
      while (at < open.size() && !same(x, open.get(at)))
        at++;
      if (at == open.size()) return false;
      open.remove(at);
    }
    return true;
  }

  private List<Expression> distinct(List<Expression> items) {
    List<Expression> distinct = new ArrayList<>();
    for (Expression item : items)
      if (distinct.stream().noneMatch(other -> same(other, item))) distinct.add(item);
    return distinct;
  }

  private boolean sameMatrices(Expression g, Expression a) {
    if (!(g instanceof Matrix(List<List<Expression>> xs) && a instanceof Matrix(List<List<Expression>> ys)))
      return false;
    return xs.size() == ys.size() && allSame(xs, ys, this::sameItems);
  }

  // words and values

  /// Letters that touch are a word: `odd` is `\text{odd}`; words of several letters are equal in any case.
  private static boolean sameWords(Expression g, Expression a) {
    Optional<String> x = word(g), y = word(a);
    if (x.isEmpty() || y.isEmpty()) return false;
    return x.get().length() > 1 ? x.get().equalsIgnoreCase(y.get()) : x.equals(y);
  }

  private static Optional<String> word(Expression e) {
    return switch (e) {
      case Symbol(String name) -> Optional.of(name);
      case Text(String words) -> Optional.of(words.replaceAll("[\\s().]", ""));
      case Product(List<Expression> factors) -> factors.stream().map(Equality::word)
          .reduce(Optional.of(""), (all, next) -> all.flatMap(x -> next.map(y -> x + y)));
      default -> Optional.empty();
    };
  }

  private boolean sameValues(Expression g, Expression a) {
    if (PROBE.hasSymbols(g) || PROBE.hasSymbols(a))
      return NormalForm.equal(g, a).orElseGet(() -> PROBE.equal(g, a));
    boolean rounds = Expressions.hasDecimal(g) || Expressions.hasDecimal(a);
    if (rounds && isNumber(g) | isNumber(a)) {
      Optional<BigDecimal> x = rounded(g), y = rounded(a);
      return x.isPresent() && y.isPresent() && x.get().compareTo(y.get()) == 0;
    }
    return NormalForm.equal(g, a).orElseGet(() -> PROBE.equal(g, a));
  }

  private static boolean isNumber(Expression e) { return PROBE.exact(e).isPresent(); }

  private Optional<BigDecimal> rounded(Expression e) {
    Optional<Rational> exact = PROBE.exact(e);
    Optional<BigDecimal> value = exact.isPresent()
        ? Optional.of(exact.get().decimal(decimals + 2))
        : PROBE.number(e).filter(Complex::isReal).map(x -> BigDecimal.valueOf(x.re()));
    return value.map(x -> x.setScale(decimals, RoundingMode.HALF_EVEN));
  }
}
