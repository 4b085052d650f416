package zerograd.rl.puzzle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import zerograd.rl.puzzle.Statement.Claim;
import zerograd.rl.puzzle.Statement.Compound;

/// Puts a puzzle in words; the settings are the published variations in language that leave the puzzle as it
/// is.
///
/// `uncommonNames`: Zephyr and Elowen instead of Emma and Liam. `randomRoles`: saints and sinners, say,
/// instead of knights and knaves. `flippedRoles`: "knaves always tell the truth". `reordered`: the statements
/// are told in another order.
///
/// Xie et al. 2024, arXiv:2410.23123, §2.2 (language-level perturbations).
public record PuzzleFormat(boolean uncommonNames, boolean randomRoles, boolean flippedRoles,
    boolean reordered) {

  /// The wording of the training data.
  public static final PuzzleFormat PLAIN = new PuzzleFormat(false, false, false, false);

  public static final PuzzleFormat UNCOMMON_NAMES = new PuzzleFormat(true, false, false, false);
  public static final PuzzleFormat RANDOM_ROLES = new PuzzleFormat(false, true, false, false);
  public static final PuzzleFormat FLIPPED_ROLES = new PuzzleFormat(false, false, true, false);
  public static final PuzzleFormat REORDERED = new PuzzleFormat(false, false, false, true);

  /// How somebody (N) is said to have said something (C); drawn by position.
  private static final List<String> SAYINGS = """
      {N} said that {C}.
      {N} told you that {C}.
      {N} said, "{C}."
      {N} stated, "{C}".
      According to {N}, "{C}".
      In {N}'s words: "{C}".
      {N} remarked, "{C}".
      "{C}," {N} declared.
      {N} was heard saying, "{C}".
      {N} expressed that {C}.
      "{C}" - {N}.
      As {N} put it, "{C}".
      {N} asserted: "{C}".
      "{C}," {N} mentioned.
      {N} commented, "{C}".
      In a statement by {N}: "{C}".
      {N} noted, "{C}".
      "{C}," {N} claimed.""".lines().toList();

  /// The puzzle in words. The published data sets give their puzzle number i the seed 1234 + i.
  ///
  /// @throws IllegalArgumentException if a statement is more than two levels deep: there is no wording for it
  public FormattedPuzzle format(long seed, Puzzle puzzle) { return format(seed, puzzle, Integer.MAX_VALUE); }

  /// As [#format(long, Puzzle)], with people called by the first `names` names of the list only: fewer words
  /// for a small model to know.
  ///
  /// @throws IllegalArgumentException also if there are fewer names than people
  public FormattedPuzzle format(long seed, Puzzle puzzle, int names) {
    NumpyPcg64 random = new NumpyPcg64(seed);
    int people = puzzle.people();
    if (names < people) {
      throw new IllegalArgumentException(
          "format: %d people need as many names, got %d".formatted(people, names));
    }
    List<String> all = (uncommonNames ? Names.UNCOMMON : Names.COMMON).list();
    return format(random, seed, puzzle, all.subList(0, Math.min(names, all.size())));
  }

  private FormattedPuzzle format(NumpyPcg64 random, long seed, Puzzle puzzle, List<String> pool) {
    int people = puzzle.people();
    List<String> names = Arrays.stream(random.choice(pool.size(), people)).mapToObj(pool::get).toList();
    Roles roles = randomRoles ? random.choice(Roles.OTHERS) : Roles.KNIGHTS_AND_KNAVES;
    if (flippedRoles) roles = roles.flipped();

    List<String> told = new ArrayList<>();
    for (int i = 0; i < people; i++) {
      told.add(said(random.choice(SAYINGS), names.get(i), content(puzzle.statements().get(i), names, roles)));
    }
    String quiz = opening(names, roles)
        + IntStream.of(order(seed, people)).mapToObj(i -> " " + told.get(i)).collect(Collectors.joining())
        + " So who is " + roles.truthful() + " and who is " + roles.lying() + "?";
    return new FormattedPuzzle(puzzle, quiz, names, roles);
  }

  /// A statement as a clause: `Zoey is a knight if and only if Mia is a knave`.
  static String content(Statement statement, List<String> names, Roles roles) {
    return switch (statement) {
      case Claim claim -> claim(claim, names, roles, " is ");
      case Compound(var connective, var parts) -> {
        List<String> clauses = parts.stream()
            .map(part -> claim(part, names, roles,
                connective == Statement.Connective.NOT ? " is not " : " is "))
            .toList();
        yield switch (connective) {
          case NOT -> clauses.getFirst();
          case AND -> String.join(" and ", clauses);
          case OR -> String.join(" or ", clauses);
          case IMPLIES -> "If " + clauses.getFirst() + " then " + clauses.getLast();
          case IFF -> clauses.getFirst() + " if and only if " + clauses.getLast();
        };
      }
    };
  }

  private static String claim(Statement statement, List<String> names, Roles roles, String verb) {
    if (statement instanceof Claim(boolean isKnight, int person))
      return names.get(person) + verb + roles.of(isKnight);
    throw new IllegalArgumentException(
        "format: statements deeper than two levels have no wording, got " + statement.text());
  }

  private static String said(String saying, String name, String content) {
    return saying.replace("{N}", name).replace("{C}", content);
  }

  private static String opening(List<String> names, Roles roles) {
    String knight = roles.noun(true), knave = roles.noun(false);
    return "A very special island is inhabited only by " + knight + "s and " + knave + "s. "
        + roles.capitalised(true)
        + "s always tell the truth, and " + knave + "s always lie. You meet " + names.size()
        + " inhabitants: "
        + enumerated(names) + ".";
  }

  /// `A, B, and C`; two are `A, and B`.
  static String enumerated(List<String> items) {
    return String.join(", ", items.subList(0, items.size() - 1)) + ", and " + items.getLast();
  }

  private int[] order(long seed, int people) {
    int[] inOrder = IntStream.range(0, people).toArray();
    if (!reordered) return inOrder;
    NumpyPcg64 random = new NumpyPcg64(seed + 1);
    int[] order = inOrder.clone();
    do
      random.shuffle(order);
    while (Arrays.equals(order, inOrder));
    return order;
  }
}
