package zerograd.rl.puzzle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The steps by which backtracking solves a puzzle, and whether it did.
record Deduction(List<Step> steps, boolean isSolved) {

  /// One thing found out.
  sealed interface Step {
  }

  /// `person` takes a role, and every claim made so far can still be as true as its speaker's role demands.
  record Assume(int person, boolean isKnight) implements Step {}

  /// `person` cannot take a role: the claim of `claimant`, whose role is assumed, could not be as true as it
  /// must be.
  record Contradiction(int person, boolean isKnight, int claimant,
      boolean claimantIsKnight) implements Step {}

  /// All roles of the `exhausted` (the last tried first) fail, so `person` is tried again.
  record Reconsider(int person, List<Integer> exhausted) implements Step {}

  static Deduction of(List<Statement> statements) { return new Search(statements).run(); }

  /*
   * Depth-first search. A person's role is unknown, or a knight (tried first), or a knave. People come in
   * order of their number, except that those whom an accepted person's statement mentions come next: that is
   * whom a reader would turn to.
   */
  private static final class Search {
    private enum Role {
      UNKNOWN, KNIGHT, KNAVE
    }

    private final List<Statement> statements;
    private final int people;
    private final Role[] roles;
    private final List<Integer> order = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    Search(List<Statement> statements) {
      this.statements = statements;
      people = statements.size();
      roles = new Role[people];
      Arrays.fill(roles, Role.UNKNOWN);
      for (int i = 0; i < people; i++) order.add(i);
    }

    Deduction run() {
      int at = 0;
      while (at < people) {
        at = goBack(at);
        if (at < 0) return new Deduction(steps, false);
        int person = order.get(at);
        roles[person] = roles[person] == Role.UNKNOWN ? Role.KNIGHT : Role.KNAVE;
        boolean isKnight = roles[person] == Role.KNIGHT;
        int claimant = contradicted();
        if (claimant < 0) {
          steps.add(new Assume(person, isKnight));
          bringForward(statements.get(person), ++at);
        } else {
          steps.add(new Contradiction(person, isKnight, claimant, roles[claimant] == Role.KNIGHT));
        }
      }
      return new Deduction(steps, true);
    }

    /// The latest place up to `at` whose person has a role left to try, or −1.
    private int goBack(int at) {
      List<Integer> exhausted = new ArrayList<>();
      while (at >= 0 && roles[order.get(at)] == Role.KNAVE) {
        roles[order.get(at)] = Role.UNKNOWN;
        exhausted.add(order.get(at--));
      }
      if (at >= 0 && !exhausted.isEmpty()) steps.add(new Reconsider(order.get(at), exhausted));
      return at;
    }

    private void bringForward(Statement statement, int from) {
      for (int person : statement.mentions().toList().reversed()) {
        int place = order.indexOf(person);
        if (place >= from) order.add(from, order.remove(place));
      }
    }

    /// The first person with a role whose claim, taken alone, cannot be as true as that role demands; −1 if
    /// none.
    private int contradicted() {
      for (int i = 0; i < people; i++) {
        if (roles[i] != Role.UNKNOWN && !canBe(statements.get(i), roles[i] == Role.KNIGHT)) return i;
      }
      return -1;
    }

    private boolean canBe(Statement statement, boolean truth) {
      int[] open = statement.mentions().distinct().filter(i -> roles[i] == Role.UNKNOWN).mapToInt(i -> i)
          .toArray();
      boolean[] knights = new boolean[people];
      for (int i = 0; i < people; i++) knights[i] = roles[i] == Role.KNIGHT;
      for (int world = 0; world < 1 << open.length; world++) {
        for (int i = 0; i < open.length; i++) knights[open[i]] = (world >> i & 1) == 1;
        if (statement.holds(knights) == truth) return true;
      }
      return false;
    }
  }
}
