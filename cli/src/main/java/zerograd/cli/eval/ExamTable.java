package zerograd.cli.eval;

import java.util.ArrayList;
import java.util.List;
import zerograd.rl.eval.Bootstrap;
import zerograd.rl.eval.ExamReport;

/// Reports of exams as text in columns.
final class ExamTable {

  private ExamTable() {}

  /// One line a report, below a line of headings.
  static List<String> lines(List<ExamReport> reports) {
    boolean sampled = reports.stream().anyMatch(report -> report.samples() > 1);
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(
        List.of("benchmark", "questions", "samples", "right (95 % interval)"));
    if (sampled) head.addAll(List.of("pass@k", "maj@k"));
    head.addAll(List.of("tokens", "clipped"));
    rows.add(head);
    for (ExamReport report : reports) {
      List<String> row = new ArrayList<>(List.of(report.name(), "%,d".formatted(report.questions()),
          String.valueOf(report.samples()), withInterval(report.avg())));
      if (sampled) {
        row.add(withInterval(report.pass().get(report.samples())));
        row.add(withInterval(report.majority()));
      }
      row.add("%.0f".formatted(report.tokens()));
      row.add(percent(report.clipped()));
      rows.add(row);
    }
    return aligned(rows);
  }

  private static String withInterval(Bootstrap number) {
    return "%.1f%% (%.1f-%.1f)".formatted(100 * number.mean(), 100 * number.low(), 100 * number.high());
  }

  private static String percent(double share) { return "%.1f%%".formatted(100 * share); }

  /// The first column to the left, the others to the right.
  static List<String> aligned(List<List<String>> rows) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows)
      for (int c = 0; c < widths.length; c++) widths[c] = Math.max(widths[c], row.get(c).length());
    return rows.stream().map(row -> {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < widths.length; c++) {
        String pad = " ".repeat(widths[c] - row.get(c).length());
        line.append(c == 0 ? row.get(c) + pad : "  " + pad + row.get(c));
      }
      return line.toString().stripTrailing();
    }).toList();
  }
}
