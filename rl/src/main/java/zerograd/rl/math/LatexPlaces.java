package zerograd.rl.math;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zerograd.rl.math.AnswerFinder.Place;
import zerograd.rl.reward.Steps;

/// The LaTeX formulas of a text: what stands between `$$`, `\[ \]`, `$`, `\( \)` and lone brackets, and simple fractions
/// without any of these. Those in the middle of a line may not reach beyond it.
///
/// Formulas that only a comma, "and" or "or" divides are one place.
final class LatexPlaces {

  /// How a formula is marked.
  private record Marks(String open, String close, boolean inLine) {}

  private static final List<Marks> MARKS = List.of(new Marks("$$", "$$", false),
      new Marks("\\[", "\\]", false),
      new Marks("$", "$", true), new Marks("\\(", "\\)", true), new Marks(" [", "] ", true));
  private static final Pattern FRACTION = Pattern.compile("-?\\\\frac\\{-?[0-9]+\\}\\{-?[0-9]+\\}");
  private static final Pattern JOINT = Pattern.compile("\\s{0,9}(?:,|and|or|,\\s?and|,\\s?or)?\\s{0,9}");
  private static final Pattern PERCENT = Pattern.compile("\\s?(?:\\\\?%|percent|pct)");
  private static final int MOST = 6;

  /// The next place of a mark at or after a position, for positions that only grow.
  private static final class Next {
    private final String text, mark;
    private int found = -1;

    Next(String text, String mark) {
      this.text = text;
      this.mark = mark;
    }

    int at(int from) {
      while (found < from) {
        int at = text.indexOf(mark, from);
        if (at > 0 && text.charAt(at - 1) == '\\') from = at + 1;
        else
          found = at < 0 ? Integer.MAX_VALUE : at;
      }
      return found;
    }
  }

  private LatexPlaces() {}

  /// The single formulas from one position to another, in their order.
  static List<Place> in(String text, int from, int to) {
    List<Next> closes = MARKS.stream().map(marks -> new Next(text, marks.close)).toList();
    Next lineEnd = new Next(text, "\n");
    List<Place> single = new ArrayList<>();
    for (int at = from; at < to;) {
      Steps.spend(1);
      Place place = startingAt(text, at, to, closes, lineEnd);
      if (place == null) at++;
      else {
        single.add(place);
        at = place.end();
      }
    }
    return single;
  }

  private static Place startingAt(String text, int at, int to, List<Next> closes, Next lineEnd) {
    char c = text.charAt(at);
    boolean isEscaped = at > 0 && text.charAt(at - 1) == '\\';
    for (int i = 0; i < MARKS.size() && !isEscaped; i++) {
      Marks marks = MARKS.get(i);
      if (!text.startsWith(marks.open, at)) continue;
      int from = at + marks.open.length(), close = closes.get(i).at(from + 1);
      if (close > to - marks.close.length() || marks.inLine && lineEnd.at(from) < close) continue;
      int end = close + marks.close.stripTrailing().length();
      return withPercent(text, at, end, text.substring(from, close));
    }
    if (c != '\\' && c != '-') return null;
    Matcher fraction = FRACTION.matcher(text).region(at, Math.min(to, at + 60));
    return fraction.lookingAt() ? withPercent(text, at, fraction.end(), fraction.group()) : null;
  }

  private static Place withPercent(String text, int start, int end, String formula) {
    boolean isPercent = PERCENT.matcher(text).region(end, text.length()).lookingAt();
    return AnswerFinder.anywhere(start, end, List.of(formula), true, isPercent);
  }

  /// The formulas as places, those that belong together as one.
  static List<Place> joined(String text, List<Place> single) {
    List<Place> joined = new ArrayList<>();
    for (int i = 0; i < single.size();) {
      Place place = from(text, single, i);
      joined.add(place);
      i += place.formulas().size();
    }
    return joined;
  }

  /// The formula `i` with those that belong to it and follow.
  private static Place from(String text, List<Place> single, int i) {
    List<String> formulas = new ArrayList<>(single.get(i).formulas());
    Place last = single.get(i);
    while (++i < single.size() && formulas.size() < MOST
        && isJoint(text, last.end(), single.get(i).start())) {
      last = single.get(i);
      formulas.addAll(last.formulas());
    }
    Place first = single.get(i - formulas.size());
    return AnswerFinder.anywhere(first.start(), last.end(), formulas, true, last.isPercent());
  }

  private static boolean isJoint(String text, int from, int to) {
    return to - from < 30 && JOINT.matcher(text).region(from, to).matches();
  }

  /// The places of boxes: formulas with a box and those that belong to them, and lines with a box that is in no formula.
  static List<Place> boxes(String text, List<Place> single) {
    List<Place> boxes = new ArrayList<>();
    for (int i = 0; i < single.size(); i++) {
      if (!hasBox(single.get(i).formulas().getFirst())) continue;
      boxes.add(from(text, single, i));
      i += boxes.getLast().formulas().size() - 1;
    }
    for (int at = text.indexOf("\\boxed{"); at >= 0; at = text.indexOf("\\boxed{", at)) {
      Steps.spend(1);
      int lineEnd = text.indexOf('\n', at), to = lineEnd < 0 ? text.length() : lineEnd;
      int close = text.lastIndexOf('}', to - 1), end = close + 1;
      if (close > at + "\\boxed{".length()) {
        boolean isPercent = PERCENT.matcher(text).region(end, text.length()).lookingAt();
        boxes.add(AnswerFinder.anywhere(at, end, List.of(text.substring(at, end)), true, isPercent));
      }
      at = to;
    }
    return boxes;
  }

  private static boolean hasBox(String formula) {
    int box = formula.indexOf("\\boxed{");
    return box >= 0 && formula.lastIndexOf('}') > box;
  }
}
