package zerograd.rl.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zerograd.models.checkpoint.AtomicFiles;
import zerograd.models.checkpoint.MalformedFileException;
import zerograd.models.json.JsonFiles;

/// `metrics.jsonl`: one JSON object a step, `{"step": 12, "actor/pg_loss": …}`.
///
/// A row is on the disk before [#append] returns. A run that dies while writing leaves at most half a last row, which
/// [#cutAfter] removes.
public final class MetricsFile {

  private final Path file;

  MetricsFile(Path file) { this.file = file; }

  public Path path() { return file; }

  /// Adds the row of a step.
  ///
  /// @throws IOException if that failed; then the file is what it was before
  public void append(int step, Map<String, Double> metrics) throws IOException {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("step", step);
    row.putAll(metrics);
    ByteBuffer line = StandardCharsets.UTF_8
        .encode(new String(JsonFiles.line(row), StandardCharsets.UTF_8) + "\n");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long end = channel.size();
      try {
        channel.position(end);
        while (line.hasRemaining())
          channel.write(line);
        channel.force(true);
      } catch (IOException failed) {
        channel.truncate(end);
        throw new IOException("cannot write " + file + ": " + failed.getMessage(), failed);
      }
    }
  }

  /// All complete rows, in order.
  public List<Map<String, Object>> rows() throws IOException {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String line : completeLines()) rows.add(parse(line));
    return rows;
  }

  /// Keeps the rows of the first `step` steps.
  void cutAfter(int step) throws IOException {
    if (!Files.exists(file)) return;
    StringBuilder kept = new StringBuilder();
    for (String line : completeLines()) {
      if (parse(line).get("step") instanceof Number number && number.intValue() <= step)
        kept.append(line).append('\n');
    }
    AtomicFiles.write(file, kept.toString().getBytes(StandardCharsets.UTF_8));
  }

  /// The lines that end with a line feed and are JSON; a write that was cut short has neither.
  private List<String> completeLines() throws IOException {
    if (!Files.exists(file)) return List.of();
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);   // half a character is part of half a row
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().filter(this::isJson).toList();
  }

  private boolean isJson(String line) {
    try {
      parse(line);
      return true;
    } catch (MalformedFileException broken) {
      return false;
    }
  }

  private Map<String, Object> parse(String line) {
    return JsonFiles.parse(file, line.getBytes(StandardCharsets.UTF_8));
  }
}
