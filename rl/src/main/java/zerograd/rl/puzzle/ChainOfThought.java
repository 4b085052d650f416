package zerograd.rl.puzzle;

import java.util.List;

/// A puzzle's solution as someone would think it aloud: try a role for one person after another, and go back
/// when a claim is contradicted. `head`, one sentence or two a step, `foot`.
///
/// Xie et al. 2024, arXiv:2410.23123, §2.3: the variant that repeats claims, both on assuming and on
/// contradiction.
public record ChainOfThought(String head, List<String> steps, String foot) {

  public ChainOfThought {
    steps = List.copyOf(steps);
  }

  public static ChainOfThought of(FormattedPuzzle formatted) {
    Deduction deduction = Deduction.of(formatted.puzzle().statements());
    Wording wording = new Wording(formatted);
    return new ChainOfThought(
        "Let's think step by step, by considering whether each person is lying and if that leads to contradiction.",
        deduction.steps().stream().map(wording::of).toList(),
        deduction.isSolved()
            ? "This leads to a feasible solution."
            : "All the configurations lead to contradictions.");
  }

  /// Head, steps and foot as one paragraph.
  public String text() { return head + " " + String.join(" ", steps) + " " + foot; }

  private record Wording(FormattedPuzzle formatted) {

    String of(Deduction.Step step) {
      return switch (step) {
        case Deduction.Assume(int person, boolean isKnight) ->
          "Assume " + name(person) + " is " + role(isKnight)
              + ". No contradiction is found in their " + (isKnight ? "" : "false ") + "claim that "
              + claim(person) + ".";

        case Deduction.Contradiction(int person, boolean isKnight, int claimant, boolean claimantIsKnight) ->
          name(person) + " cannot be " + role(isKnight) + ", because this would contradict the "
              + (claimantIsKnight ? "" : "false ") + "claim of "
              + (claimant == person ? "their own" : name(claimant)) + " that " + claim(claimant) + ".";

        case Deduction.Reconsider(int person, List<Integer> exhausted) ->
          "We have exhausted all possibilities for "
              + names(exhausted) + ", so let us go back and reconsider " + name(person) + ".";
      };
    }

    private String name(int person) { return formatted.names().get(person); }

    private String role(boolean isKnight) { return formatted.roles().of(isKnight); }

    private String claim(int person) {
      return PuzzleFormat.content(formatted.puzzle().statements().get(person), formatted.names(),
          formatted.roles());
    }

    private String names(List<Integer> people) {
      List<String> names = people.stream().map(this::name).toList();
      return names.size() < 3 ? String.join(" and ", names) : PuzzleFormat.enumerated(names);
    }
  }
}
