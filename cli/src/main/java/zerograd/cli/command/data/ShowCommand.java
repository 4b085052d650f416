package zerograd.cli.command.data;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import zerograd.data.RowPlace;
import zerograd.data.RowSource;
import zerograd.data.Rows;
import zerograd.rl.dataset.DataRow;

/// `data show`: what is in a file.
@Command(name = "show", mixinStandardHelpOptions = true, description = "Shows how many rows a file has, their columns, what would keep it from training, and some rows.")
public final class ShowCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "File to show: .parquet, .arrow, .jsonl or .json.")
  private Path file;
  @Option(names = "--rows", paramLabel = "N", defaultValue = "1", description = "Rows to show (default: ${DEFAULT-VALUE}).")
  private int rows;
  @Option(names = "--from", paramLabel = "N", defaultValue = "1", description = "The first of them, counted from 1 (default: ${DEFAULT-VALUE}).")
  private int from;
  @Option(names = "--json", description = "Print only the rows, as lines of JSON.")
  private boolean json;

  @Override public Integer call() throws IOException {
    if (rows < 0 || from < 1) {
      throw new IllegalArgumentException("--rows must not be negative and --from be at least 1");
    }
    PrintWriter out = spec.commandLine().getOut();
    Findings found = new Findings();
    RowSource all = new Progress(spec.commandLine().getErr()).of(RowSource.of(file));
    all.forEach(found::look);
    if (json) Rows.print(RowSource.of(file.toString(), found.shown), out::println);
    else
      print(out, found, columns(all));
    out.flush();
    return 0;
  }

  /// The columns; or, where a column's values have no common type, as lines of JSON may, the sentence that says so.
  private static SequencedMap<String, String> columns(RowSource rows) {
    try {
      return Rows.columns(rows);
    } catch (IOException mixed) {
      return new LinkedHashMap<>(Map.of("(no common types)", mixed.getMessage()));
    }
  }

  private void print(PrintWriter out, Findings found, SequencedMap<String, String> columns) {
    out.println("%s: %,d rows, %d columns".formatted(file, found.count, columns.size()));
    int width = columns.keySet().stream().mapToInt(String::length).max().orElse(0);
    columns.forEach((name, type) -> out.println("  %s  %s".formatted(padded(name, width), type)));
    if (!found.sources.isEmpty()) {
      out.println("data sources: " + found.sources.entrySet().stream()
          .map(source -> "%s (%,d)".formatted(source.getKey(), source.getValue()))
          .collect(Collectors.joining(", ")));
      int[] lengths = found.lengths.stream().mapToInt(length -> length).sorted().toArray();
      out.println("prompts: %,d to %,d characters, half of them up to %,d".formatted(lengths[0],
          lengths[lengths.length - 1], lengths[(lengths.length - 1) / 2]));
    }
    out.println(found.unfit == 0
        ? "every row has a prompt and a ground truth in verl's schema"
        : "%,d rows cannot be trained on by reward; the first: %s".formatted(found.unfit, found.firstUnfit));
    for (int i = 0; i < found.shown.size(); i++) {
      out.println();
      out.println("row " + (from + i));
      found.shown.get(i).forEach((name, value) -> out.println("  %s  %s".formatted(padded(name, width),
          shown(value).replace("\n", "\n" + " ".repeat(width + 4)))));
    }
  }

  private static String padded(String name, int width) { return name + " ".repeat(width - name.length()); }

  /// A text as it is, a chat as what each says, anything else as JSON.
  private static String shown(Object value) {
    if (value instanceof String text) return text;
    if (value instanceof List<?> list && !list.isEmpty() && list.stream().allMatch(ShowCommand::isMessage)) {
      return list.stream().map(each -> (Map<?, ?>) each)
          .map(message -> message.get("role") + ": " + message.get("content"))
          .collect(Collectors.joining("\n"));
    }
    return new JsonMapper().writeValueAsString(value);
  }

  private static boolean isMessage(Object value) {
    return value instanceof Map<?, ?> map && map.get("role") instanceof String
        && map.get("content") instanceof String;
  }

  /// What was seen of the rows.
  private final class Findings {
    private final List<Map<String, Object>> shown = new ArrayList<>();
    private final Map<String, Long> sources = new TreeMap<>();
    private final List<Integer> lengths = new ArrayList<>();
    private long count, unfit;
    private String firstUnfit;

    void look(RowPlace place, Map<String, Object> row) {
      count++;
      if (count >= from && count < (long) from + rows) shown.add(new LinkedHashMap<>(row));
      try {
        DataRow read = DataRow.of(row);
        sources.merge(read.source(), 1L, Long::sum);
        lengths.add(read.prompt().stream().mapToInt(message -> message.content().length()).sum());
      } catch (IllegalArgumentException refused) {
        if (unfit++ == 0) firstUnfit = place + " " + refused.getMessage();
      }
    }
  }
}
