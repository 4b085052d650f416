package zerograd.rl.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zerograd.rl.math.Expression.Matrix;
import zerograd.rl.math.Expression.Num;
import zerograd.rl.math.Expression.Power;
import zerograd.rl.math.Expression.Product;
import zerograd.rl.math.Expression.Sum;
import zerograd.rl.reward.Steps;

/// Sums, products and powers of matrices and numbers, as one matrix.
final class Matrices {

  private static final int LARGEST_POWER = 10;

  private Matrices() {}

  /// Whether an operand is a matrix.
  static boolean occurIn(Expression e) {
    return switch (e) {
      case Matrix _ -> true;
      case Sum(List<Expression> terms) -> terms.stream().anyMatch(Matrices::occurIn);
      case Product(List<Expression> factors) -> factors.stream().anyMatch(Matrices::occurIn);
      case Power(Expression base, Expression _) -> occurIn(base);
      default -> false;
    };
  }

  /// The matrix that `e` makes, if the shapes fit.
  static Optional<Matrix> value(Expression e) {
    Steps.spend(1);
    return switch (e) {
      case Matrix matrix -> Optional.of(matrix);
      case Sum(List<Expression> terms) -> terms.stream().map(Matrices::value)
          .reduce((sum, term) -> sum.flatMap(a -> term.flatMap(b -> plus(a, b)))).orElseThrow();
      case Product(List<Expression> factors) -> product(factors);
      case Power(Expression base, Num(Rational n, boolean _)) when n.isInteger()
          && n.compareTo(Rational.ZERO) > 0
          && n.compareTo(Rational.of(LARGEST_POWER)) <= 0 -> {
        Optional<Matrix> factor = value(base), power = factor;
        for (int i = 1; i < n.numerator().intValue(); i++)
          power = power.flatMap(a -> factor.flatMap(b -> times(a, b)));
        yield power;
      }
      default -> Optional.empty();
    };
  }

  private static Optional<Matrix> plus(Matrix a, Matrix b) {
    if (!shape(a).equals(shape(b))) return Optional.empty();
    List<List<Expression>> rows = new ArrayList<>();
    for (int i = 0; i < a.rows().size(); i++) {
      List<Expression> row = new ArrayList<>();
      for (int j = 0; j < a.rows().get(i).size(); j++)
        row.add(new Sum(List.of(a.rows().get(i).get(j), b.rows().get(i).get(j))));
      rows.add(row);
    }
    return Optional.of(new Matrix(rows));
  }

  private static Optional<Matrix> product(List<Expression> factors) {
    List<Expression> scalars = new ArrayList<>();
    Optional<Matrix> product = Optional.empty();
    for (Expression factor : factors) {
      if (!occurIn(factor)) {
        scalars.add(factor);
        continue;
      }
      Optional<Matrix> next = value(factor);
      if (next.isEmpty()) return next;
      product = product.isEmpty() ? next : product.flatMap(a -> times(a, next.get()));
      if (product.isEmpty()) return product;
    }
    if (scalars.isEmpty()) return product;
    Expression scalar = Expression.product(scalars);
    return product.map(matrix -> new Matrix(matrix.rows().stream()
        .map(row -> row.stream().<Expression>map(cell -> new Product(List.of(scalar, cell))).toList())
        .toList()));
  }

  private static Optional<Matrix> times(Matrix a, Matrix b) {
    if (a.rows().stream().anyMatch(row -> row.size() != b.rows().size())) return Optional.empty();
    int width = b.rows().getFirst().size();
    if (b.rows().stream().anyMatch(row -> row.size() != width)) return Optional.empty();
    List<List<Expression>> rows = new ArrayList<>();
    for (List<Expression> row : a.rows()) {
      List<Expression> cells = new ArrayList<>();
      for (int j = 0; j < width; j++) {
        List<Expression> terms = new ArrayList<>();
        for (int k = 0; k < row.size(); k++) {
          Steps.spend(1);
          terms.add(new Product(List.of(row.get(k), b.rows().get(k).get(j))));
        }
        cells.add(Expression.sum(terms));
      }
      rows.add(cells);
    }
    return Optional.of(new Matrix(rows));
  }

  private static List<Integer> shape(Matrix matrix) {
    return matrix.rows().stream().map(List::size).toList();
  }
}
