package zerograd.rl.math;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zerograd.rl.math.AnswerFinder.Place;
import zerograd.rl.math.Expression.Percent;
import zerograd.rl.math.Expression.Tuple;
import zerograd.rl.math.LatexParser.Style;
import zerograd.rl.reward.Steps;

/// Whether the answers that two texts give mean the same: numbers, formulas, sets, intervals, matrices, equations.
///
///     text → places (AnswerFinder) → formula without units and boxes (LatexCleaning) → Expression (LatexParser) → Equality
///
/// The first place that can be read as an expression is the answer. Where none can, or both texts are the same words, the texts
/// of the first places are compared.
///
/// It judges as Math-Verify 0.8 does, the verifier of SimpleRL-Zoo (Zeng et al. 2025, *SimpleRL-Zoo: Investigating and Taming
/// Zero Reinforcement Learning for Open Base Models in the Wild*, arXiv:2503.18892), whose formulas sympy compares; here
/// [NormalForm] and [Probe] do. Comparing ends after a million steps, with the verdict that the answers differ.
///
/// @param latex whether LaTeX formulas are answers
/// @param plain whether plain figures are
/// @param boxedFirst whether a `\boxed` answer ranks above every other, or below an announced one
/// @param decimals digits after the point that decimals are compared by
/// @param strict whether letters must be the same, and sets no tuples; if not, `f(x)` is `f(y)`
/// @param setsAsRelations whether a right `x ∈ [0, 1]` may be answered by `0 ≤ x ≤ 1`, not only the other way round
public record MathVerifyGrader(boolean latex, boolean plain, boolean boxedFirst, int decimals, boolean strict,
    boolean setsAsRelations) {

  private static final int LONGEST = 3_000, MOST_PLACES = 50;
  private static final long STEPS = 1_000_000;

  /// Formulas and plain figures, six digits, letters count.
  public static MathVerifyGrader standard() {
    return new MathVerifyGrader(true, true, false, 6, true, false);
  }

  /// Whether `answer` gives the answer that `gold` gives.
  public boolean equal(String gold, String answer) {
    return Steps.within(STEPS, () -> equal(answer(gold), answer(answer))).orElse(false);
  }

  /// What a text says: an expression if it can be read, and the words of the likeliest place.
  private record Answer(Optional<Expression> expression, String words) {}

  private boolean equal(Answer gold, Answer answer) {
    if (!gold.words.isEmpty() && gold.words.equals(answer.words)) return true;
    return gold.expression.isPresent() && answer.expression.isPresent()
        && new Equality(decimals, strict, setsAsRelations).same(gold.expression.get(),
            answer.expression.get());
  }

  private Answer answer(String text) {
    String words = "";
    int tried = 0;
    for (Place place : AnswerFinder.places(text, latex, plain, boxedFirst)) {
      if (++tried > MOST_PLACES) break;
      if (words.isEmpty()) words = words(place);
      Optional<Expression> expression = place.isLatex() ? formula(place) : PlainPlaces.parsed(place);
      if (expression.isPresent()) return new Answer(expression, words);
    }
    return new Answer(Optional.empty(), words);
  }

  private static String words(Place place) {
    return place.isLatex()
        ? String.join(",", place.formulas().stream().map(LatexCleaning::clean).toList())
        : place.formulas().getFirst();
  }

  /// The formulas of a place as one expression, several as a list.
  private static Optional<Expression> formula(Place place) {
    List<Expression> parts = new ArrayList<>();
    for (String latex : place.formulas()) {
      Optional<Expression> part = latex.length() > LONGEST
          ? Optional.empty()
          : formula(LatexCleaning.clean(latex));
      if (part.isEmpty()) return Optional.empty();
      parts.add(part.get());
    }
    Expression whole = parts.size() == 1 ? parts.getFirst() : new Tuple(parts, "", "");
    boolean isPercent = place.isPercent() && !(whole instanceof Percent);
    return Optional.of(isPercent ? new Percent(whole) : whole);
  }

  private static Optional<Expression> formula(String latex) {
    Optional<Expression> whole = LatexParser.parse(latex, Style.WHOLE);
    boolean isChain = !latex.contains(",") && !latex.contains(";")
        && latex.indexOf('=') != latex.lastIndexOf('=');
    return whole.isPresent() || !isChain
        ? whole
        : LatexParser.parse(latex.substring(latex.lastIndexOf('=') + 1), Style.WHOLE);
  }
}
