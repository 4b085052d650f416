package zerograd.rl.puzzle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static zerograd.rl.puzzle.Statement.Connective.AND;
import static zerograd.rl.puzzle.Statement.Connective.IFF;
import static zerograd.rl.puzzle.Statement.Connective.IMPLIES;
import static zerograd.rl.puzzle.Statement.Connective.NOT;
import static zerograd.rl.puzzle.Statement.Connective.OR;
import static zerograd.rl.puzzle.Statement.isKnave;
import static zerograd.rl.puzzle.Statement.isKnight;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatementTest {

  private static final boolean[][] WORLDS = {{true, true}, {true, false}, {false, true}, {false, false}};

  @Test void connectivesHaveTheirTruthTables() {
    assertEquals("0011", table(Statement.of(NOT, isKnight(0))));
    assertEquals("1000", table(Statement.of(AND, isKnight(0), isKnight(1))));
    assertEquals("1110", table(Statement.of(OR, isKnight(0), isKnight(1))));
    assertEquals("1011", table(Statement.of(IMPLIES, isKnight(0), isKnight(1))));
    assertEquals("1001", table(Statement.of(IFF, isKnight(0), isKnight(1))));
    assertEquals("0101", table(isKnave(1)));
  }

  @Test void textIsThePythonTuple() {
    var statements = List.of(Statement.of(NOT, isKnight(1)), Statement.of(IFF, isKnight(1), isKnave(0)));
    assertEquals("(('not', ('telling-truth', 1)), ('<=>', ('telling-truth', 1), ('lying', 0)))",
        Statement.text(statements));
  }

  @Test void parsingUndoesText() {
    var statements = List.of(isKnave(10),
        Statement.of(AND, isKnight(2), Statement.of(OR, isKnave(0), isKnight(1), isKnave(2))),
        Statement.of(IMPLIES, Statement.of(NOT, isKnight(0)), isKnave(1)));
    assertEquals(statements, Statement.parse(Statement.text(statements)));
    assertEquals(List.of(isKnight(0)), Statement.parse("(('telling-truth', 0),)"));
  }

  @Test void parsingNamesThePlaceThatIsWrong() {
    assertEquals("statements: at character 1 of \"((lying', 0))\", expected ('", refused("((lying', 0))"));
    assertEquals("statements: at character 11 of \"(('lying', -1))\", expected a person's number",
        refused("(('lying', -1))"));
    assertEquals("statements: at character 14 of \"(('lying', 0)))\", expected nothing more",
        refused("(('lying', 0)))"));
    assertEquals("statement: 'not' cannot join 2 parts", refused("(('not', ('lying', 0), ('lying', 1)),)"));
  }

  @Test void renamingMovesEveryMention() {
    var statement = Statement.of(IMPLIES, isKnight(0), Statement.of(NOT, isKnave(2)));
    assertEquals(Statement.of(IMPLIES, isKnight(1), Statement.of(NOT, isKnave(0))),
        statement.renamed(new int[]{1, 2, 0}));
    assertEquals(List.of(0, 2), statement.mentions().toList());
  }

  private static String refused(String text) {
    return assertThrows(IllegalArgumentException.class, () -> Statement.parse(text)).getMessage();
  }

  private static String table(Statement statement) {
    StringBuilder table = new StringBuilder();
    for (boolean[] world : WORLDS) table.append(statement.holds(world) ? 1 : 0);
    return table.toString();
  }
}
