package zerograd.rl.puzzle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Hashes are of the concatenated Python texts that the published generator makes with seed 1234.
class KnightsAndKnavesTest {

  @ParameterizedTest
  @CsvSource({"2, 58d05f9d754045dd", "3, 908c1a38f0040e67", "5, 66584d72ac820a5e",
      "8, d9f7300c1c5ccd30"}) void puzzlesAreThePublishedOnes(int people, String hash) {
    List<Puzzle> puzzles = published(people).puzzles(PuzzleSplit.publishedCount(people));
    assertEquals(PuzzleSplit.publishedCount(people), puzzles.size());
    assertEquals(hash, hash(puzzles.stream().map(Puzzle::text).collect(Collectors.joining())));
  }

  @ParameterizedTest
  @CsvSource({"2, 33d19a14636186e2, 1, 440a86394b322bcd, 71", "3, e11ce6f44194d10d, 2, 31a2412e10b341f8, 73",
      "5, 87540db0464c1fd8, 0, 57767cc4dd664699, 14",
      "8, 9948966dcab9b276, 0, ae333f76d8cdc82a, 2"}) void changedPuzzlesAreThePublishedOnes(int people,
          String statements, int withoutStatement, String leaves, int withoutLeaf) {
    KnightsAndKnaves sampler = published(people);
    List<Puzzle> puzzles = sampler.puzzles(PuzzleSplit.publishedCount(people));
    List<Optional<Puzzle>> otherStatement = sampler.changeStatements(puzzles);
    List<Optional<Puzzle>> otherLeaf = sampler.changeLeaves(puzzles);
    assertEquals(withoutStatement, otherStatement.stream().filter(Optional::isEmpty).count());
    assertEquals(withoutLeaf, otherLeaf.stream().filter(Optional::isEmpty).count());
    assertEquals(statements, hash(texts(otherStatement)));
    assertEquals(leaves, hash(texts(otherLeaf)));
  }

  @Test void theFirstPuzzlesAreKnown() {
    Puzzle two = published(2).puzzles(1).getFirst();
    assertEquals("(('not', ('telling-truth', 1)), ('<=>', ('telling-truth', 1), ('lying', 0)))", two.text());
    assertEquals(List.of(false, true), two.solution());
    assertEquals(List.of("Zoey", "Oliver"), PuzzleFormat.PLAIN.format(1234, two).names());

    Puzzle three = published(3).puzzles(1).getFirst();
    assertEquals("(('<=>', ('telling-truth', 1), ('lying', 1)), ('<=>', ('lying', 2), ('telling-truth', 2)), "
        + "('->', ('lying', 0), ('lying', 1)))", three.text());
    assertEquals(List.of(false, false, true), three.solution());
    assertEquals(List.of("Penelope", "David", "Zoey"), PuzzleFormat.PLAIN.format(1234, three).names());

    Puzzle five = published(5).puzzles(1).getFirst();
    assertEquals("(('or', ('telling-truth', 3), ('telling-truth', 2)), ('not', ('telling-truth', 2)), "
        + "('->', ('lying', 0), ('telling-truth', 3)), ('->', ('lying', 1), ('lying', 4)), ('not', ('lying', 0)))",
        five.text());
    assertEquals(List.of(true, false, true, false, true), five.solution());
    assertEquals(List.of("David", "Zoey", "Alexander", "Aurora", "Isabella"),
        PuzzleFormat.PLAIN.format(1234, five).names());
  }

  @Test void everySampleHasOneSolutionAndOccursOnce() {
    List<Puzzle> puzzles = new KnightsAndKnaves(7, 4, 3, 3).puzzles(200);
    assertEquals(200, puzzles.size());
    assertEquals(200, puzzles.stream().map(Puzzle::text).distinct().count());
    for (Puzzle puzzle : puzzles) assertEquals(puzzle, Puzzle.of(puzzle.statements()));
  }

  @Test void runsOutOfPuzzlesWithoutFailing() {
    // Each of two speakers has 3 claims, so 3 + 3 + 4 · 6 = 30 statements: 900 puzzles, not all with one solution.
    List<Puzzle> puzzles = published(2).puzzles(1000);
    assertTrue(puzzles.size() > 300 && puzzles.size() < 900, "found " + puzzles.size());
  }

  @Test void claimsAloneNeverHaveOneSolution() {
    // Who swaps knights and knaves turns one solution into another.
    assertEquals(List.of(), new KnightsAndKnaves(1, 3, 1, 2).puzzles(3));
  }

  @Test void refusesWhatCannotBeSampled() {
    var refused = assertThrows(IllegalArgumentException.class, () -> new KnightsAndKnaves(1, 2, 2, 4));
    assertEquals(
        "knights and knaves: needs people in [2, 16], depth >= 1 and width in [2, 2 people - 1], got people = 2, "
            + "depth = 2, width = 4",
        refused.getMessage());
  }

  private static KnightsAndKnaves published(int people) {
    return new KnightsAndKnaves(KnightsAndKnaves.PUBLISHED_SEED, people);
  }

  private static String texts(List<Optional<Puzzle>> puzzles) {
    return puzzles.stream().map(puzzle -> puzzle.map(Puzzle::text).orElse("None"))
        .collect(Collectors.joining());
  }

  private static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
