package zerograd.cli.command.data;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import zerograd.data.RowSource;
import zerograd.data.Rows;

/// Where rows go, and what they are called there.
final class OutOptions {

  @Option(names = "--out", paramLabel = "FILE", description = "File to write: .parquet, .arrow or .jsonl (default: lines of JSON on standard output).")
  private Path out;

  @Option(names = "--split", paramLabel = "NAME", defaultValue = "train", description = "What extra_info.split says (default: ${DEFAULT-VALUE}).")
  private String split;

  String split() { return split; }

  /// Writes the rows, and says how many there are.
  void write(CommandLine line, String what, RowSource rows) throws IOException {
    PrintWriter err = line.getErr(), printed = line.getOut();
    RowSource told = new Progress(err).of(rows);
    if (out == null) {
      Rows.print(told, printed::println);
      printed.flush();
      return;
    }
    long count = Rows.write(out, told);
    err.println("wrote %,d %s to %s".formatted(count, what, out));
  }
}
