package zerograd.cli.analysis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import zerograd.data.RowSource;
import zerograd.data.Rows;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.rl.analysis.Behaviour;
import zerograd.rl.analysis.Language;
import zerograd.rl.analysis.Regression;
import zerograd.rl.analysis.ReplyAnalysis;
import zerograd.rl.analysis.RunAnalysis;
import zerograd.rl.analysis.Table;

/// An analysis as files: `report.md` with pictures, and each table whole as an Arrow file.
///
/// @param title of the report
/// @param note what the reader must know, a sentence
/// @param analysis what was found
/// @param areOfTraining whether the responses have steps
/// @param curves of the training, where its metrics are there
public record AnalysisReport(String title, String note, RunAnalysis analysis, boolean areOfTraining,
    Optional<TrainingCurves> curves) {

  /// Steps that the report shows; the Arrow file has all.
  private static final int STEPS_SHOWN = 24;
  private static final int BINS = 10;

  /// Writes all files into `folder`; returns their names.
  ///
  /// @throws IOException if one cannot be written
  public List<String> write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("report.md", markdown());
    texts.putAll(plots());
    for (var text : texts.entrySet())
      AtomicFiles.write(folder.resolve(text.getKey()), text.getValue().getBytes(StandardCharsets.UTF_8));
    List<String> names = new ArrayList<>(texts.keySet());
    for (Table table : analysis.tables()) {
      String name = table.name() + ".arrow";
      Rows.write(folder.resolve(name), RowSource.of(name, rows(table)));
      names.add(name);
    }
    return names;
  }

  private static List<Map<String, Object>> rows(Table table) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (List<Object> values : table.rows()) {
      Map<String, Object> row = new LinkedHashMap<>();
      for (int i = 0; i < values.size(); i++) row.put(table.columns().get(i), values.get(i));
      rows.add(row);
    }
    return rows;
  }

  private Map<String, String> plots() {
    Map<String, String> plots = new LinkedHashMap<>();
    Table steps = analysis.steps();
    curves.ifPresent(training -> plots.put("training.svg", training.svg(steps)));
    if (areOfTraining) {
      double[] at = steps.numbers("step");
      plots.put("accuracy.svg", new Plot("Accuracy", "step", "share").lines(at, columns(steps, "accuracy")));
      plots.put("tokens.svg", new Plot("Length of responses", "step", "tokens").lines(at,
          columns(steps, "tokens", "right_tokens", "wrong_tokens", "stop_tokens")));
      plots.put("ratios.svg", new Plot("Shares of responses", "step", "share").lines(at,
          columns(steps, "clip_ratio", "repeat_ratio", "mixed_ratio", "hack_ratio", "valid_ratio",
              "box_ratio")));
      plots.put("behaviours.svg", new Plot("Behaviours", "step", "share").lines(at, columns(steps,
          Stream.of(Behaviour.values()).map(behaviour -> behaviour.name().toLowerCase(Locale.ROOT))
              .toArray(String[]::new))));
    }
    Table lengths = analysis.lengths(BINS);
    List<String> labels = lengths.column("up_to").stream().map(edge -> "≤ " + Math.round((Double) edge))
        .toList();
    List<String> counts = lengths.column("responses").stream().map(count -> "n = " + count).toList();
    plots.put("lengths.svg",
        new Plot("Accuracy by length, and responses of each", "tokens", "accuracy").bars(labels,
            lengths.numbers("accuracy"), counts));
    plots.put("regression.svg", regression());
    return plots;
  }

  private static Map<String, double[]> columns(Table table, String... names) {
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (String name : names) columns.put(name, table.numbers(name));
    return columns;
  }

  private String regression() {
    double[] tokens = numbers(reply -> reply.reply().tokens()),
        rewards = numbers(reply -> reply.reply().reward());
    Regression line = analysis.rewardByLength();
    double low = Arrays.stream(tokens).min().orElse(0), high = Arrays.stream(tokens).max().orElse(1);
    double[] at = IntStream.rangeClosed(0, 20).mapToDouble(i -> low + (high - low) * i / 20).toArray();
    double[] fitted = Arrays.stream(at).map(line::at).toArray();
    double[] error = Arrays.stream(at).map(line::errorAt).toArray();
    return new Plot("Reward by length, with the line through all and its 95 % band", "tokens", "reward")
        .scatter(tokens, rewards,
            at, fitted, IntStream.range(0, at.length).mapToDouble(i -> fitted[i] - 1.96 * error[i]).toArray(),
            IntStream.range(0, at.length).mapToDouble(i -> fitted[i] + 1.96 * error[i]).toArray());
  }

  private double[] numbers(ToDoubleFunction<ReplyAnalysis> number) {
    return analysis.all().stream().mapToDouble(number).toArray();
  }

  private String markdown() {
    StringBuilder text = new StringBuilder("# " + title + "\n\n" + note + "\n\n");
    for (String line : summary()) text.append("- ").append(line).append('\n');
    if (curves.isPresent()) text.append("\n![](training.svg)\n");
    if (areOfTraining) {
      text.append("\n![](accuracy.svg) ![](tokens.svg) ![](ratios.svg) ![](behaviours.svg)\n");
      section(text, shown(analysis.steps()),
          List.of("step", "responses", "reward", "accuracy", "tokens", "right_tokens",
              "wrong_tokens", "clip_ratio", "repeat_ratio", "keywords", "mixed_ratio", "hack_ratio"));
    }
    section(text, analysis.lengths(BINS), null);
    text.append("\n![](lengths.svg) ![](regression.svg)\n");
    section(text, occurring(analysis.languages()), null);
    section(text, analysis.scripts(), null);
    section(text, occurring(analysis.words()), null);
    section(text, analysis.behaviours(), null);
    section(text, occurring(analysis.hacks()), null);
    return text.append(
        "\nEvery response is a row of `responses.arrow`; the other tables are whole in Arrow files of their names.\n")
        .toString();
  }

  /// The findings in sentences.
  public List<String> summary() {
    List<ReplyAnalysis> all = analysis.all();
    List<String> lines = new ArrayList<>();
    lines.add("%,d responses, %s right; %.1f tokens on average, %s clipped".formatted(all.size(),
        share(all, reply -> reply.reply().isRight()),
        all.stream().mapToInt(reply -> reply.reply().tokens()).average().orElse(0),
        share(all, reply -> reply.reply().isClipped())));
    Regression line = analysis.accuracyByLength();
    lines.add(Double.isNaN(line.slope())
        ? "length and accuracy: one of them never changes, so there is no line through them"
        : "length and accuracy: %+.2f points a token (standard error %.2f), r = %.3f".formatted(
            100 * line.slope(),
            100 * line.slopeError(), line.correlation()));
    lines.add("mixed languages in the thinking: %s; words of reflection: %s; repetitive: %s".formatted(
        share(all, reply -> reply.thinking() == Language.MIXED),
        share(all, reply -> !reply.ahaWords().isEmpty()),
        share(all, ReplyAnalysis::isRepeat)));
    lines.add("behaviours: " + listed(analysis.behaviours(), "behaviour"));
    lines.add("tricks: " + listed(analysis.hacks(), "trick"));
    return lines;
  }

  private static String listed(Table table, String column) {
    String found = occurring(table).rows().stream()
        .map(row -> "%s %.1f%%".formatted(row.getFirst().toString().replace('_', ' '),
            100 * (Double) row.get(table.columns().indexOf("share"))))
        .collect(Collectors.joining(", "));
    return found.isEmpty() ? "none" : found;
  }

  private static String share(List<ReplyAnalysis> all, Predicate<ReplyAnalysis> which) {
    return "%.1f%%".formatted(100.0 * all.stream().filter(which).count() / all.size());
  }

  /// The first and last rows and an even choice between them.
  private static Table shown(Table table) {
    int n = table.rows().size();
    if (n <= STEPS_SHOWN) return table;
    List<List<Object>> rows = IntStream.range(0, STEPS_SHOWN)
        .mapToObj(i -> table.rows().get((int) ((long) i * (n - 1) / (STEPS_SHOWN - 1)))).toList();
    return new Table(table.name(), table.title() + " (%d of %d)".formatted(STEPS_SHOWN, n), table.columns(),
        rows);
  }

  /// Rows of something that occurs.
  private static Table occurring(Table table) {
    int at = table.columns().indexOf("responses");
    return new Table(table.name(), table.title(), table.columns(),
        table.rows().stream().filter(row -> (Integer) row.get(at) > 0).toList());
  }

  private static void section(StringBuilder text, Table table, List<String> columns) {
    List<String> shown = columns == null ? table.columns() : columns;
    text.append("\n## ").append(table.title()).append("\n\n");
    if (table.rows().isEmpty()) {
      text.append("None.\n");
      return;
    }
    text.append("| ")
        .append(shown.stream().map(name -> name.replace('_', ' ')).collect(Collectors.joining(" | ")))
        .append(" |\n|")
        .append("---|".repeat(shown.size())).append('\n');
    for (List<Object> row : table.rows()) {
      text.append("| ").append(shown.stream().map(name -> cell(row.get(table.columns().indexOf(name))))
          .collect(Collectors.joining(" | "))).append(" |\n");
    }
  }

  private static String cell(Object value) {
    return switch (value) {
      case Double number when number.isNaN() -> "";
      case Double number -> Math.abs(number) >= 100 ? "%.1f".formatted(number) : "%.3f".formatted(number);
      case Integer number when number < 0 -> "";                 // never
      case Integer number -> "%,d".formatted(number);
      default -> value.toString();
    };
  }
}
