package zerograd.rl.puzzle;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What one inhabitant says: a claim about one person, or claims joined by a connective. Persons count from
/// 0.
///
/// Its text is the nested Python tuple in which the published data sets keep it: `('and', ('telling-truth',
/// 0), ('lying', 2))`. Xie et al. 2024, *On Memorization of Large Language Models in Logical Reasoning*,
/// arXiv:2410.23123, §2.1.
public sealed interface Statement {

  /// "`person` is a knight", or "`person` is a knave".
  record Claim(boolean isKnight, int person) implements Statement {

    @Override public boolean holds(boolean[] knights) { return knights[person] == isKnight; }

    @Override public Statement renamed(int[] newPerson) { return new Claim(isKnight, newPerson[person]); }

    @Override public Stream<Integer> mentions() { return Stream.of(person); }

    @Override public String text() {
      return "('" + (isKnight ? "telling-truth" : "lying") + "', " + person + ")";
    }
  }

  /// Parts under a connective: one for [Connective#NOT], two for [Connective#IMPLIES] and [Connective#IFF],
  /// two or more otherwise.
  record Compound(Connective connective, List<Statement> parts) implements Statement {

    public Compound {
      parts = List.copyOf(parts);
      if (!connective.takes(parts.size())) {
        throw new IllegalArgumentException(
            "statement: '" + connective.symbol + "' cannot join " + parts.size() + " parts");
      }
    }

    @Override public boolean holds(boolean[] knights) {
      return switch (connective) {
        case NOT -> !parts.getFirst().holds(knights);
        case AND -> parts.stream().allMatch(part -> part.holds(knights));
        case OR -> parts.stream().anyMatch(part -> part.holds(knights));
        case IMPLIES -> !parts.getFirst().holds(knights) || parts.getLast().holds(knights);
        case IFF -> parts.getFirst().holds(knights) == parts.getLast().holds(knights);
      };
    }

    @Override public Statement renamed(int[] newPerson) {
      return new Compound(connective, parts.stream().map(part -> part.renamed(newPerson)).toList());
    }

    @Override public Stream<Integer> mentions() { return parts.stream().flatMap(Statement::mentions); }

    @Override public String text() {
      return parts.stream().map(Statement::text)
          .collect(Collectors.joining(", ", "('" + connective.symbol + "', ", ")"));
    }
  }

  /// How parts are joined; the symbol is the one of the text form.
  enum Connective {
    NOT("not"), AND("and"), OR("or"), IMPLIES("->"), IFF("<=>");

    private final String symbol;

    Connective(String symbol) { this.symbol = symbol; }

    public String symbol() { return symbol; }

    private boolean takes(int parts) {
      return switch (this) {
        case NOT -> parts == 1;
        case AND, OR -> parts >= 2;
        case IMPLIES, IFF -> parts == 2;
      };
    }
  }

  /// Whether it is true when `knights[i]` says if person i is a knight.
  boolean holds(boolean[] knights);

  /// The same with every person i called `newPerson[i]`.
  Statement renamed(int[] newPerson);

  /// The persons it speaks of, in order, with repetitions.
  Stream<Integer> mentions();

  /// The nested Python tuple.
  String text();

  static Statement isKnight(int person) { return new Claim(true, person); }

  static Statement isKnave(int person) { return new Claim(false, person); }

  static Statement of(Connective connective, Statement... parts) {
    return new Compound(connective, List.of(parts));
  }

  /// The text of a puzzle's statements: the tuple of their tuples.
  static String text(List<Statement> statements) {
    if (statements.size() == 1) return "(" + statements.getFirst().text() + ",)";
    return statements.stream().map(Statement::text).collect(Collectors.joining(", ", "(", ")"));
  }

  /// Reads [#text(List)] back.
  ///
  /// @throws IllegalArgumentException if the text is not a tuple of statements
  static List<Statement> parse(String text) { return new StatementParser(text).statements(); }
}
