package zerograd.rl.math;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where an answer may stand in a text, the likeliest place first.
///
/// A place is a run of LaTeX formulas, `$…$`, `\(…\)`, `\[…\]`, `\boxed{…}`, or a number or sum in plain figures. What an answer
/// phrase announces comes before what stands anywhere; of places of one rank the last comes first.
///
/// | rank | place |
/// |---|---|
/// | 0 | after "final answer is", before "I hope" |
/// | 1 | after "final answer … is", and the rank of boxes if they are not to come first |
/// | 2, 3 | up to 50 characters after "answer:", after "answer" |
/// | 4 | anywhere |
///
/// The ranks are those of Math-Verify 0.8, whose patterns are regular expressions; here one pass finds all places, in time that
/// grows with the length of the text alone.
final class AnswerFinder {

  /// A place.
  ///
  /// @param formulas LaTeX formulas that make up one answer, or a single plain text
  /// @param isPercent whether a percent sign or word follows
  record Place(int start, int end, List<String> formulas, boolean isLatex, boolean isPercent, int rank) {

    private Place ranked(int other) { return new Place(start, end, formulas, isLatex, isPercent, other); }
  }

  private static final int ANYWHERE = 4;
  private static final int REACH = 50, REACH_OF_EQUALS = 100, REACH_OF_FINAL = 110, WINDOW = 1_500,
      MOST_PHRASES = 20;
  private static final Pattern ANSWER = Pattern.compile("(?i)(final )?answer(:?)");
  private static final Pattern IS = Pattern.compile("(?i)(.{0,100}?)\\s*\\bis:?\\s*");
  private static final Pattern HOPE = Pattern.compile("\\.?\\s?I hope");

  private AnswerFinder() {}

  /// The places in `text`, in the order in which they are tried.
  ///
  /// @param latex whether formulas are looked for
  /// @param plain whether plain figures are
  /// @param boxedFirst whether boxes rank highest
  static List<Place> places(String text, boolean latex, boolean plain, boolean boxedFirst) {
    List<Place> all = new ArrayList<>();
    if (latex) {
      List<Place> formulas = LatexPlaces.in(text, 0, text.length());
      for (Place boxed : LatexPlaces.boxes(text, formulas)) all.add(boxed.ranked(boxedFirst ? 0 : 1));
      all.addAll(LatexPlaces.joined(text, formulas));
    }
    if (plain) all.addAll(PlainPlaces.in(text, 0, text.length()));
    List<MatchResult> phrases = ANSWER.matcher(text).results().toList();
    for (MatchResult phrase : phrases.subList(Math.max(0, phrases.size() - MOST_PHRASES), phrases.size())) {
      int from = phrase.end(), to = Math.min(text.length(), from + WINDOW);
      if (latex) announced(text, phrase, LatexPlaces.joined(text, LatexPlaces.in(text, from, to)), all);
      if (plain) announced(text, phrase, PlainPlaces.in(text, from, to), all);
    }
    all.sort(
        Comparator.comparingInt(Place::rank).thenComparing(Comparator.comparingInt(Place::end).reversed())
            .thenComparingInt(Place::start));
    return all;
  }

  /// Adds those of `places` that an answer phrase announces, with their rank; they follow it in the text.
  private static void announced(String text, MatchResult phrase, List<Place> places, List<Place> found) {
    int from = phrase.end();
    if (phrase.group(1) != null) {
      for (Place place : places) {
        if (place.start > from + REACH_OF_FINAL) break;
        Matcher is = IS.matcher(text).region(from, place.start);
        if (!is.matches()) continue;
        boolean isSure = is.group(1).chars().allMatch(c -> c == ' ' || c == ':')
            && HOPE.matcher(text).region(place.end, text.length()).lookingAt();
        found.add(place.ranked(isSure ? 0 : 1));
      }
    }
    if (places.isEmpty()) return;
    Place best = places.getFirst().start <= from + REACH ? places.getFirst() : null;
    for (Place place : places) {
      if (place.isLatex || place.start > from + REACH_OF_EQUALS) break;
      if (text.substring(from, place.start).stripTrailing().endsWith("=")) best = place;
    }
    if (best != null) found.add(best.ranked(phrase.group(2).isEmpty() ? 3 : 2));
  }

  static Place anywhere(int start, int end, List<String> formulas, boolean isLatex, boolean isPercent) {
    return new Place(start, end, formulas, isLatex, isPercent, ANYWHERE);
  }
}
