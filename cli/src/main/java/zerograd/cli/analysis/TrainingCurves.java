package zerograd.cli.analysis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import zerograd.data.Rows;
import zerograd.rl.analysis.Table;

/// How a training by rewards went, step by step: what `metrics.jsonl` says, and of the form of responses what they say
/// themselves.
///
/// @param rows of `metrics.jsonl` with responses that were scored; steps by examples have none
public record TrainingCurves(List<Map<String, Object>> rows) {

  private static final String STEP = "step", ACCURACY = "rollout/accuracy", VALIDATED = "val/accuracy",
      BEFORE = "before/";

  private static final Pattern BENCHMARK = Pattern.compile("eval/[^/]+/avg@\\d+");

  /// Those of a run.
  ///
  /// @throws IOException if the file cannot be read, with a sentence
  public static TrainingCurves of(Path metrics) throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    Rows.forEach(metrics, row -> {
      if (row.get(ACCURACY) instanceof Number) rows.add(row);
    });
    return new TrainingCurves(rows);
  }

  /// The share of right responses of each step, by its number.
  public Map<Integer, Double> accuracies() {
    Map<Integer, Double> accuracies = new LinkedHashMap<>();
    double[] at = column(STEP), accuracy = column(ACCURACY);
    for (int i = 0; i < at.length; i++) accuracies.put((int) at[i], accuracy[i]);
    return accuracies;
  }

  /// Four pictures in one: right responses, rewards, lengths and form. A dashed line is where a stage begins.
  ///
  /// @param steps what was found in the responses of each step
  public String svg(Table steps) {
    double[] at = column(STEP);
    Map<String, double[]> right = new LinkedHashMap<>(), form = new LinkedHashMap<>(),
        lengths = new LinkedHashMap<>();
    right.put("sampled", column(ACCURACY));
    right.put("held_out", validated());
    rows.stream().flatMap(row -> row.keySet().stream()).filter(name -> BENCHMARK.matcher(name).matches())
        .distinct().forEach(name -> right.put(name.split("/")[1], column(name)));
    lengths.put("mean", column("response_length/mean"));
    for (String kind : List.of("right", "wrong")) lengths.put(kind, found(steps, at, kind + "_tokens"));
    for (String share : List.of("valid_ratio", "box_ratio", "clip_ratio")) {
      double[] values = found(steps, at, share);
      if (Arrays.stream(values).anyMatch(value -> value > 0)) form.put(FORMS.get(share), values);
    }
    return Plot.grid(List.of(
        new Plot("Right responses", STEP, "share").lines(at, right, stages()),
        new Plot("Reward", STEP, "mean").lines(at, Map.of("reward", column("critic/score/mean")), stages()),
        new Plot("Length of responses", STEP, "tokens").lines(at, lengths, stages()),
        new Plot("Form of responses", STEP, "share").lines(at, form, stages())));
  }

  private static final Map<String, String> FORMS = Map.of("valid_ratio", "tags", "box_ratio", "box",
      "clip_ratio",
      "cut off");

  private double[] column(String name) {
    return rows.stream().mapToDouble(row -> row.get(name) instanceof Number number
        ? number.doubleValue()
        : Double.NaN).toArray();
  }

  /// Held-out accuracy; that before a stage's first step stands at this step, unless it was measured after it too.
  private double[] validated() {
    double[] after = column(VALIDATED), before = column(BEFORE + VALIDATED);
    for (int i = 0; i < after.length; i++) if (Double.isNaN(after[i])) after[i] = before[i];
    return after;
  }

  /// The first steps of stages.
  private double[] stages() {
    return rows.stream().filter(row -> row.keySet().stream().anyMatch(name -> name.startsWith(BEFORE)))
        .mapToDouble(row -> ((Number) row.get(STEP)).doubleValue()).toArray();
  }

  private static double[] found(Table steps, double[] at, String column) {
    double[] numbers = steps.numbers(STEP), values = steps.numbers(column);
    return Arrays.stream(at).map(step -> {
      int row = Arrays.binarySearch(numbers, step);
      return row < 0 ? Double.NaN : values[row];
    }).toArray();
  }
}
