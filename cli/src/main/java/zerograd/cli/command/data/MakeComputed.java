package zerograd.cli.command.data;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import zerograd.rl.dataset.RowMaker;

/// A data set whose rows are each computed from the settings and the row's number.
abstract class MakeComputed implements Callable<Integer> {

  private final String what;

  @Spec
  private CommandSpec spec;
  @Mixin
  private OutOptions out;
  @Mixin
  private CountOptions count;

  /// @param what its rows are called
  MakeComputed(String what) { this.what = what; }

  /// Who computes them.
  abstract RowMaker maker(long seed);

  @Override public final Integer call() throws IOException {
    out.write(spec.commandLine(), what, count.rows(what, out.split(), maker(count.seed())));
    return 0;
  }
}
