package zerograd.tests.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import zerograd.cli.recipe.Assembly;
import zerograd.cli.recipe.Recipe;
import zerograd.models.checkpoint.Fingerprint;
import zerograd.models.transformer.Pretrained;
import zerograd.rl.puzzle.FormattedPuzzle;
import zerograd.rl.puzzle.Puzzle;
import zerograd.rl.task.KnightsAndKnavesTask;
import zerograd.tensor.Device;

/// The model that the quickstart starts from, and what it is examined in.
class QuickstartBaseTest {

  private static final Path RECIPES = Path.of("").toAbsolutePath().getParent().resolve("recipes");

  /// What `./zerograd train recipes/quickstart-base.yaml` prints at its end, on any machine.
  private static final String WEIGHTS = "588b39687b15a383ab15990282de33e70fdebc8262d41d7863c537466570917e";

  @Test void theShippedWeightsAreThoseThatTheRecipeMakes() {
    try (Device device = Device.cpu(1)) {
      String weights = device.call("base", () -> {
        try {
          return Fingerprint.of(Pretrained.load(RECIPES.resolve("quickstart/base")).model().parameters());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
      assertEquals(WEIGHTS, weights);
    }
  }

  private static KnightsAndKnavesTask task(String recipe) throws IOException {
    return (KnightsAndKnavesTask) new Assembly(Recipe.read(RECIPES.resolve(recipe), List.of()), RECIPES)
        .task();
  }

  @Test void noExaminedPuzzleIsLearnedFromUnderOtherNames() throws IOException {
    KnightsAndKnavesTask schooling = task("quickstart-base.yaml"), training = task("quickstart.yaml");
    Set<String> examined = new HashSet<>();
    for (FormattedPuzzle puzzle : training.courses().getFirst().examination())
      examined.add(puzzle.puzzle().canonicalText());
    assertTrue(examined.size() >= 200, "only " + examined.size() + " different puzzles are examined");
    for (KnightsAndKnavesTask task : List.of(schooling, training)) {
      for (Puzzle learned : task.courses().getFirst().split().train())
        assertFalse(examined.contains(learned.canonicalText()));
    }
  }
}
