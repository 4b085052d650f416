package zerograd.cli.recipe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import zerograd.cli.Nearest;
import zerograd.data.DataRows;
import zerograd.rl.dataset.ArithmeticMaker;
import zerograd.rl.dataset.Countdown;
import zerograd.rl.dataset.DataRow;
import zerograd.rl.dataset.Manners;
import zerograd.rl.dataset.MathProblem;
import zerograd.rl.dataset.MathTemplate;
import zerograd.rl.dataset.MathTier;
import zerograd.rl.dataset.RowMaker;
import zerograd.rl.dataset.SocialIqa;
import zerograd.rl.dataset.SocialIqaTemplate;
import zerograd.rl.dataset.StoryMaker;
import zerograd.rl.puzzle.FormattedPuzzle;
import zerograd.rl.puzzle.PromptTemplate;
import zerograd.rl.puzzle.PuzzleRow;
import zerograd.rl.rollout.PromptOrder;
import zerograd.rl.reward.NamedReward;
import zerograd.rl.reward.RewardCatalog;
import zerograd.rl.task.RowsTask;
import zerograd.rl.task.RowsTask.Placed;

/// Turns the rows that a recipe speaks of into a task.
///
/// @param part what was asked for
/// @param folder where the recipe stands; its paths are relative to this
record RowsAssembly(RowsPart part, Path folder) {

  /// Where the part stands in a recipe.
  private static final String PART = "task.rows.";
  private static final String PUZZLES = "knights-and-knaves";
  /// Numbers of computed rows for the examination; nobody learns from so many.
  private static final int EXAMINATION = 1 << 30;
  /// Rows looked at for each that is held out, before there are taken to be too few different ones.
  private static final int TRIES = 100;

  /// @throws RecipeException if the part cannot be used as it stands
  /// @throws IOException if a file cannot be read, or a row is refused, with a sentence that names file and row
  RowsTask task() throws IOException {
    List<String> notes = new ArrayList<>();
    List<Placed> train, test;
    if (PUZZLES.equals(part.make())) {
      test = new ArrayList<>();
      train = new ArrayList<>();
      puzzles(train, test);
    } else if (part.make() != null) {
      test = heldOut(maker());
      train = computed(maker(), test);
    } else {
      DataRows rows = new DataRows(row(), part.maxPromptCharacters(), skips(part.tooLong()),
          skips(part.unusable()));
      List<Placed> all = rows.read(file(part.train(), "train"), notes);
      boolean splits = part.test() == null && part.heldOut() > 0;
      train = splits ? split(all, false) : all;
      test = splits
          ? split(all, true)
          : part.test() == null ? List.of() : rows.read(folder.resolve(part.test()), notes);
    }
    if (train.isEmpty()) {
      throw new RecipeException("no row of %s is left to learn from%s".formatted(
          part.train() == null ? part.make() : part.train(),
          notes.isEmpty() ? "" : "; the first that was left out: " + notes.getFirst()));
    }
    return new RowsTask(train, test, reward(train, test),
        new RowsTask.Form(part.chatTemplate(), part.maxPromptTokens(), skips(part.tooLong())), notes);
  }

  private static boolean skips(RowsPart.OnBad what) { return what == RowsPart.OnBad.SKIP; }

  private Path file(String name, String key) {
    if (name == null)
      throw new RecipeException("task.rows needs " + key + ", a file, or make, what is computed");
    return folder.resolve(name);
  }

  /// What a row of the files becomes.
  private Function<Map<String, Object>, Optional<DataRow>> row() {
    if (part.raw() == null) return row -> Optional.of(DataRow.of(row));
    return switch (part.raw()) {
      case "social-iqa" -> {
        SocialIqaTemplate template = template(SocialIqaTemplate.QWEN_INSTRUCT);
        yield row -> Optional.of(SocialIqa.of(row).row(template));
      }
      case "math" -> {
        MathTemplate template = template(MathTemplate.QWEN);
        MathTier tier = part.tier() == null ? null : Choice.of(PART + "tier", part.tier(), MathTier.class);
        yield row -> Optional.of(MathProblem.of(row))
            .filter(problem -> tier == null || tier.contains(problem))
            .map(problem -> problem.row(template, tier == null ? "all" : tier.folder()));
      }
      default -> throw Choice.unknown(PART + "raw", part.raw(), "social-iqa", "math");
    };
  }

  private RowMaker maker() {
    int toLevel = toLevel();
    Manners manners = part.manners().manners();
    return switch (part.make()) {
      case "arithmetic" ->
        new ArithmeticMaker(part.level(), toLevel, template(MathTemplate.ABEL), manners, part.seed());
      case "stories" ->
        new StoryMaker(part.level(), toLevel, template(SocialIqaTemplate.PLAIN), manners, part.seed());
      case "countdown" -> new Countdown.Maker(part.operands(), part.largest(), part.largestTarget(),
          template(Countdown.Template.PLAIN), part.seed());
      default ->
        throw Choice.unknown(PART + "make", part.make(), "arithmetic", "stories", "countdown", PUZZLES);
    };
  }

  private int toLevel() { return part.toLevel() == 0 ? part.level() : part.toLevel(); }

  /// Puzzles of every number of people: those from `first` on are learned from, those after them examined. They are the sampler's
  /// in its order, so that with its seed they are the published ones.
  ///
  /// @throws RecipeException if the sampler finds too few different ones
  private void puzzles(List<Placed> train, List<Placed> test) {
    PromptTemplate template = template(PromptTemplate.QWEN_INSTRUCT);
    int learned = part.first() + part.count(), end = learned + part.heldOut();
    for (int people = part.level(); people <= toLevel(); people++) {
      List<PuzzleRow> rows = puzzles(people, end);
      for (int i = 0; i < rows.size(); i++) {
        PuzzleRow row = rows.get(i);
        if (row.index() < part.first()) continue;
        boolean isLearned = row.index() < learned;
        FormattedPuzzle next = rows.get((i + 1) % rows.size()).formatted();
        (isLearned ? train : test)
            .add(new Placed("%s of %d people %d".formatted(PUZZLES, people, row.index()),
                DataRow.of(row.columns(template, isLearned ? "train" : "test", row.index()))
                    .withResponse(row.response(part.flaw(), part.seed(), next))));
      }
      if (rows.isEmpty() || rows.getLast().index() < (part.heldOut() == 0 ? part.first() : learned)) {
        throw new RecipeException(
            "task.rows asks for %d puzzles of %d people, but only %d were found; lower first, count or held_out"
                .formatted(end, people, rows.size()));
      }
    }
  }

  /// The first `count` puzzles, changed as asked for; those that no change turns are missing.
  private List<PuzzleRow> puzzles(int people, int count) {
    try {
      return part.perturb().rows(part.seed(), people, count);
    } catch (IllegalArgumentException refused) {
      throw new RecipeException("task.rows: " + refused.getMessage());
    }
  }

  private <E extends Enum<E>> E template(E otherwise) {
    return part.template() == null
        ? otherwise
        : Choice.of(PART + "template", part.template(), otherwise.getDeclaringClass());
  }

  /// Rows with different prompts.
  private List<Placed> heldOut(RowMaker maker) {
    Map<Object, Placed> rows = new LinkedHashMap<>();
    for (int i = 0; rows.size() < part.heldOut(); i++) {
      if (i == TRIES * part.heldOut()) {
        throw new RecipeException(
            "task.rows.held_out is %d, but %s has hardly more than %d different rows".formatted(
                part.heldOut(), part.make(), rows.size()));
      }
      DataRow row = maker.row(EXAMINATION + i);
      rows.putIfAbsent(row.prompt(), new Placed("examined " + part.make() + " " + i, row));
    }
    return List.copyOf(rows.values());
  }

  /// Rows that are not among the examined.
  private List<Placed> computed(RowMaker maker, List<Placed> examined) {
    Set<Object> held = new HashSet<>();
    for (Placed placed : examined) held.add(placed.row().prompt());
    List<Placed> rows = new ArrayList<>();
    for (int i = 0; i < part.count(); i++) {
      DataRow row = maker.row(part.first() + i);
      if (!held.contains(row.prompt())) rows.add(new Placed(part.make() + " " + (part.first() + i), row));
    }
    if (rows.isEmpty()) {
      throw new RecipeException(
          "task.rows.held_out is %d, and no other row of %s is left to learn from".formatted(
              part.heldOut(), part.make()));
    }
    return rows;
  }

  /// The part of a file's rows that is held out, or the other, both in the file's order.
  private List<Placed> split(List<Placed> all, boolean held) {
    if (all.size() <= part.heldOut()) {
      throw new RecipeException("task.rows.held_out is %d, but %s has only %d rows".formatted(part.heldOut(),
          part.train(), all.size()));
    }
    Set<Integer> chosen = new HashSet<>();
    for (int row : new PromptOrder(all.size(), part.seed()).prompts(0, part.heldOut())) chosen.add(row);
    List<Placed> rows = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) if (chosen.contains(i) == held) rows.add(all.get(i));
    return rows;
  }

  private NamedReward reward(List<Placed> train, List<Placed> test) {
    if (!part.reward().equals("auto")) {
      return RewardCatalog.find(part.reward()).orElseThrow(() -> new RecipeException(
          "task.rows.reward is \"%s\"%s".formatted(part.reward(),
              Nearest.hint(part.reward(), RewardCatalog.names()))));
    }
    Map<String, NamedReward> bySource = new LinkedHashMap<>();
    for (List<Placed> rows : List.of(train, test)) {
      for (Placed placed : rows) {
        String source = placed.row().source();
        bySource.computeIfAbsent(source, _ -> RewardCatalog.forSource(source).orElseThrow(
            () -> new RecipeException(
                "%s has the data source \"%s\", which stands for no reward; name one by task.rows.reward"
                    .formatted(placed.place(), source))));
      }
    }
    try {
      return NamedReward.bySource(bySource);
    } catch (IllegalArgumentException refused) {
      throw new RecipeException(
          "the data sources %s stand for rewards that do not go together: %s; name one by task.rows.reward"
              .formatted(String.join(", ", bySource.keySet()), refused.getMessage()));
    }
  }
}
