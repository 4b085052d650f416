package zerograd.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import zerograd.cli.recipe.Assembly;
import zerograd.cli.recipe.Recipe;

/// The project's own recipes.
class RecipeFilesTest {

  private static final Path RECIPES = Path.of(Files.exists(Path.of("recipes")) ? "recipes" : "../recipes");

  @Test void eachIsReadAndNamedAsItsFile() throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(RECIPES)) {
      files = listed.filter(file -> file.toString().endsWith(".yaml")).toList();
    }
    assertTrue(files.size() >= 3, files.toString());
    for (Path file : files) {
      Recipe recipe = Recipe.read(file, List.of());
      assertEquals(recipe.name() + ".yaml", file.getFileName().toString());
      assertFalse(recipe.about().isBlank(), file.toString());
      for (Recipe stage : recipe.staged()) if (hasItsData(stage)) new Assembly(stage, RECIPES).task();
    }
  }

  /// What others published is not among the project's files.
  private static boolean hasItsData(Recipe recipe) {
    var rows = recipe.task().rows();
    return rows == null || rows.train() == null || Files.exists(RECIPES.resolve(rows.train()));
  }

  @Test void aModelToLoadTakesThePlaceOfOneToCreate() throws IOException {
    Path file = RECIPES.resolve("digit-completion.yaml");
    assertTrue(Recipe.read(file, List.of()).resolved().containsKey("model.create.hidden_size"));
    Recipe loading = Recipe.read(file, List.of("model.load=published"));
    assertEquals("published", loading.resolved().get("model.load"));
    assertFalse(loading.resolved().keySet().stream().anyMatch(key -> key.startsWith("model.create")));
  }
}
