package zerograd.rl.puzzle;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A solution that tries the cases one after the other, short enough for a model of a million parameters.
///
///      Try knight knight: true false no. Try knight knave: false true no. Try knave knight: false true yes.
///
/// A case is everyone's role, early people knights first. After the colon stands whether each person's
/// statement is true in that case; then `yes` if the statements agree with the roles, which ends the search,
/// or `no`.
///
/// Everything before the last word of a case is a fact. The last word is a conclusion, and a *hasty* solver
/// draws it wrong: see [#hasty].
public final class CaseAnalysis {

  private final FormattedPuzzle puzzle;
  private final List<List<Boolean>> cases;

  public CaseAnalysis(FormattedPuzzle puzzle) {
    this.puzzle = puzzle;
    int people = puzzle.puzzle().people();
    cases = IntStream.range(0, 1 << people).mapToObj(world -> roles((1 << people) - 1 - world, people))
        .toList();
  }

  private static List<Boolean> roles(int world, int people) {
    return IntStream.range(0, people).mapToObj(i -> (world >> people - 1 - i & 1) == 1).toList();
  }

  /// How many cases there are: 2 to the number of people.
  public int cases() { return cases.size(); }

  /// The whole response of a solver who says yes where it is due: thought, closing tag, answer.
  public String careful() { return response(cases.indexOf(puzzle.puzzle().solution())); }

  /// The whole response of a solver who says yes at case number `stop`, due or not, and answers with it.
  public String hasty(int stop) { return response(stop); }

  private String response(int stop) {
    List<String> tried = new ArrayList<>();
    for (int i = 0; i <= stop; i++) tried.add(tried(cases.get(i)) + (i == stop ? " yes." : " no."));
    return " %s </think><answer> %s </answer>".formatted(String.join(" ", tried),
        puzzle.answer(cases.get(stop)));
  }

  /// `Try knight knave: true false`
  private String tried(List<Boolean> roles) {
    boolean[] knights = new boolean[roles.size()];
    for (int i = 0; i < knights.length; i++) knights[i] = roles.get(i);
    String named = roles.stream().map(puzzle.roles()::noun).collect(Collectors.joining(" "));
    String truths = puzzle.puzzle().statements().stream()
        .map(statement -> Boolean.toString(statement.holds(knights)))
        .collect(Collectors.joining(" "));
    return "Try " + named + ": " + truths;
  }
}
