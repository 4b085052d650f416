package zerograd.rl.math;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
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

/// Walks over the parts of an expression.
final class Expressions {

  private Expressions() {}

  /// The parts that an expression is made of; none for a number, symbol or text.
  static Stream<Expression> parts(Expression e) {
    return switch (e) {
      case Num _,Symbol _,Text _ -> Stream.of();
      case Percent(Expression of) -> Stream.of(of);
      case Sum(List<Expression> terms) -> terms.stream();
      case Product(List<Expression> factors) -> factors.stream();
      case Power(Expression base, Expression exponent) -> Stream.of(base, exponent);
      case Call(String _, List<Expression> arguments) -> arguments.stream();
      case Relation(String _, Expression left, Expression right) -> Stream.of(left, right);
      case All(List<Relation> relations) -> relations.stream().map(Expression.class::cast);
      case Tuple(List<Expression> items, String _, String _) -> items.stream();
      case FiniteSet(List<Expression> items) -> items.stream();
      case Interval(Expression from, Expression to, boolean _, boolean _) -> Stream.of(from, to);
      case Union(List<Expression> parts) -> parts.stream();
      case Matrix(List<List<Expression>> rows) -> rows.stream().flatMap(List::stream);
    };
  }

  /// The same expression with each part replaced.
  static Expression map(Expression e, UnaryOperator<Expression> f) {
    return switch (e) {
      case Num _,Symbol _,Text _ -> e;
      case Percent(Expression of) -> new Percent(f.apply(of));
      case Sum(List<Expression> terms) -> new Sum(each(terms, f));
      case Product(List<Expression> factors) -> new Product(each(factors, f));
      case Power(Expression base, Expression exponent) -> new Power(f.apply(base), f.apply(exponent));
      case Call(String name, List<Expression> arguments) -> new Call(name, each(arguments, f));
      case Relation(String sign, Expression left, Expression right) ->
        new Relation(sign, f.apply(left), f.apply(right));
      case All(List<Relation> relations) ->
        new All(relations.stream().map(r -> (Relation) map(r, f)).toList());
      case Tuple(List<Expression> items, String open, String close) -> new Tuple(each(items, f), open, close);
      case FiniteSet(List<Expression> items) -> new FiniteSet(each(items, f));
      case Interval(Expression from, Expression to, boolean openFrom, boolean openTo) ->
        new Interval(f.apply(from), f.apply(to), openFrom, openTo);
      case Union(List<Expression> parts) -> new Union(each(parts, f));
      case Matrix(List<List<Expression>> rows) -> new Matrix(rows.stream().map(row -> each(row, f)).toList());
    };
  }

  private static List<Expression> each(List<Expression> parts, UnaryOperator<Expression> f) {
    return parts.stream().map(f).toList();
  }

  /// With other names for its symbols.
  static Expression renamed(Expression e, Map<String, String> names) {
    if (e instanceof Symbol(String name)) return new Symbol(names.getOrDefault(name, name));
    return map(e, part -> renamed(part, names));
  }

  /// Whether a number in it was written with a point.
  static boolean hasDecimal(Expression e) {
    return e instanceof Num(Rational _, boolean isDecimal)
        ? isDecimal
        : parts(e).anyMatch(Expressions::hasDecimal);
  }
}
