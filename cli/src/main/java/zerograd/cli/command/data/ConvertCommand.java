package zerograd.cli.command.data;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zerograd.data.RowPlace;
import zerograd.data.RowSource;
import zerograd.data.RowVisitor;
import zerograd.data.Rows;

/// `data convert`: the same rows in another format.
@Command(name = "convert", mixinStandardHelpOptions = true, description = "Writes the rows of a file in another format, which the end of the name says.")
public final class ConvertCommand implements Callable<Integer> {

  @Spec
  private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "IN", description = "File to read: .parquet, .arrow, .jsonl or .json.")
  private Path in;
  @Parameters(index = "1", paramLabel = "OUT", description = "File to write: .parquet, .arrow or .jsonl.")
  private Path out;
  @Option(names = "--skip-unreadable", description = "Leave out rows that cannot be read, naming each, instead of stopping at the first.")
  private boolean skip;

  @Override public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    if (Files.exists(out) && Files.isSameFile(in, out)) {
      throw new IllegalArgumentException(
          "convert: " + in + " would be read and written at once; name another OUT");
    }
    Set<String> leftOut = new LinkedHashSet<>();
    RowSource rows = skip ? skipping(RowSource.of(in), leftOut) : RowSource.of(in);
    long count = Rows.write(out, new Progress(err).of(rows));
    leftOut.forEach(err::println);
    err.println("wrote %,d rows to %s%s".formatted(count, out,
        leftOut.isEmpty() ? "" : "; %,d that cannot be read are left out".formatted(leftOut.size())));
    return 0;
  }

  private static RowSource skipping(RowSource rows, Set<String> leftOut) {
    return visitor -> rows.forEach(new RowVisitor() {
      @Override public void row(RowPlace place, Map<String, Object> row) throws IOException {
        visitor.row(place, row);
      }

      @Override public void unreadable(RowPlace place, String reason, Exception cause) {
        leftOut.add("left out: " + place + " " + reason);
      }
    });
  }
}
