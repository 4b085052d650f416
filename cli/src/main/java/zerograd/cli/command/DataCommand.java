package zerograd.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.rl.puzzle.KnightsAndKnaves;
import zerograd.rl.puzzle.PromptTemplate;
import zerograd.rl.puzzle.PuzzleRow;

/// `data`: makes data sets, as JSON Lines.
@Command(name = "data", mixinStandardHelpOptions = true, description = "Makes a data set, one JSON object a line.", subcommands = DataCommand.KnightsAndKnavesData.class, synopsisSubcommandLabel = "DATA-SET")
public final class DataCommand implements Runnable {

  @Spec
  private CommandSpec spec;

  @Override public void run() { spec.commandLine().usage(spec.commandLine().getOut()); }

  /// Puzzles with the columns of Logic-RL's files.
  @Command(name = "knights-and-knaves", mixinStandardHelpOptions = true, description = "Knights & Knaves puzzles with solution, chain of thought and templated prompt; seed 1234 gives the "
      + "published ones.")
  static final class KnightsAndKnavesData implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--people", paramLabel = "N", required = true, description = "People in a puzzle, 2 to 16.")
    private int people;

    @Option(names = "--count", paramLabel = "N", required = true, description = "Puzzles to make.")
    private int count;

    @Option(names = "--seed", paramLabel = "S", defaultValue = ""
        + KnightsAndKnaves.PUBLISHED_SEED, description = "Seed (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--template", paramLabel = "NAME", defaultValue = "qwen-instruct", description = "Prompt template: qwen-instruct or base (default: ${DEFAULT-VALUE}).")
    private String template;

    @Option(names = "--out", paramLabel = "FILE", description = "File to write (default: standard output).")
    private Path out;

    @Override public Integer call() throws IOException {
      if (count < 1) throw new IllegalArgumentException("--count needs a number of at least 1, got " + count);
      PromptTemplate prompt = template();
      List<PuzzleRow> rows = PuzzleRow.rows(seed, people, count);
      JsonMapper json = new JsonMapper();
      StringBuilder lines = new StringBuilder();
      for (int i = 0; i < rows.size(); i++) {
        lines.append(json.writeValueAsString(rows.get(i).columns(prompt, "train", i))).append('\n');
      }
      CommandLine line = spec.commandLine();
      if (out == null) {
        PrintWriter writer = line.getOut();
        writer.print(lines);
        writer.flush();
      } else {
        AtomicFiles.write(out, lines.toString().getBytes(StandardCharsets.UTF_8));
        line.getErr().println("wrote " + rows.size() + " puzzles to " + out);
      }
      if (rows.size() < count) {
        line.getErr()
            .println("only %d different puzzles of %d people were found".formatted(rows.size(), people));
      }
      return 0;
    }

    private PromptTemplate template() {
      String name = template.toUpperCase(Locale.ROOT).replace('-', '_');
      for (PromptTemplate known : PromptTemplate.values()) if (known.name().equals(name)) return known;
      throw new IllegalArgumentException("--template is qwen-instruct or base, got " + template);
    }
  }
}
