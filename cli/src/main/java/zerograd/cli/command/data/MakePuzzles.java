package zerograd.cli.command.data;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zerograd.cli.Words;
import zerograd.data.RowSource;
import zerograd.rl.puzzle.Flaw;
import zerograd.rl.puzzle.KnightsAndKnaves;
import zerograd.rl.puzzle.Perturbation;
import zerograd.rl.puzzle.PromptTemplate;
import zerograd.rl.puzzle.PuzzleRow;

/// Puzzles with the columns of Logic-RL's files.
@Command(name = "knights-and-knaves", mixinStandardHelpOptions = true, description = "Knights & Knaves puzzles with solution, chain of thought and templated prompt; seed 1234 gives the "
    + "published ones.")
final class MakePuzzles implements Callable<Integer> {

  @Spec
  private CommandSpec spec;
  @Mixin
  private OutOptions out;

  @Option(names = "--people", paramLabel = "N", required = true, description = "People in a puzzle, 2 to 16.")
  private int people;
  @Option(names = "--count", paramLabel = "N", required = true, description = "Puzzles to make.")
  private int count;
  @Option(names = "--seed", paramLabel = "S", defaultValue = ""
      + KnightsAndKnaves.PUBLISHED_SEED, description = "Seed (default: ${DEFAULT-VALUE}).")
  private long seed;
  @Option(names = "--template", paramLabel = "NAME", defaultValue = "qwen-instruct", description = "Prompt: qwen-instruct, base or plain (default: ${DEFAULT-VALUE}).")
  private String template;
  @Option(names = "--perturb", paramLabel = "HOW", defaultValue = "none", description = "statement, leaf, flipped-roles, random-roles, uncommon-names or reordered (default: ${DEFAULT-VALUE}).")
  private String perturb;
  @Option(names = "--flaw", paramLabel = "HOW", defaultValue = "none", description = "What is wrong in what is taught: wrong-answer, shuffled-steps or replaced-step (default: ${DEFAULT-VALUE}).")
  private String flaw;

  @Override public Integer call() throws IOException {
    CountOptions.atLeastOne(count);
    PromptTemplate prompt = Words.constant("--template", template, PromptTemplate.class);
    Perturbation how = Words.constant("--perturb", perturb, Perturbation.class);
    Flaw wrong = Words.constant("--flaw", flaw, Flaw.class);
    List<PuzzleRow> rows = how.rows(seed, people, count);
    List<Map<String, Object>> columns = IntStream.range(0, rows.size())
        .mapToObj(i -> rows.get(i).columns(prompt, out.split(), i, wrong, seed,
            rows.get((i + 1) % rows.size()).formatted()))
        .toList();
    out.write(spec.commandLine(), "puzzles", RowSource.of("puzzles", columns));
    if (rows.size() < count) {
      spec.commandLine().getErr().println(how == Perturbation.NONE
          ? "only %d different puzzles of %d people were found".formatted(rows.size(), people)
          : "%d of %d puzzles could be changed in this way".formatted(rows.size(), count));
    }
    return 0;
  }
}
