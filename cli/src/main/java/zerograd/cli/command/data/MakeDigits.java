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
import zerograd.data.RowSource;
import zerograd.rl.dataset.DataRow;
import zerograd.rl.puzzle.DigitCompletion;

/// Digit completion: all of it.
@Command(name = "digit-completion", mixinStandardHelpOptions = true, description = "verl's digit completion, its 1,000 prompts or the part of a split.")
final class MakeDigits implements Callable<Integer> {

  @Spec
  private CommandSpec spec;
  @Mixin
  private OutOptions out;

  @Option(names = "--part", paramLabel = "NAME", defaultValue = "all", description = "all, train (800) or test (200) (default: ${DEFAULT-VALUE}).")
  private String part;
  @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Seed of the split (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override public Integer call() throws IOException {
    List<DigitCompletion> tasks = switch (part) {
      case "all" -> DigitCompletion.all();
      case "train" -> DigitCompletion.split(seed).train();
      case "test" -> DigitCompletion.split(seed).test();
      default -> throw new IllegalArgumentException("--part is all, train or test, got " + part);
    };
    List<Map<String, Object>> rows = IntStream.range(0, tasks.size()).mapToObj(i -> DataRow
        .of("digit_completion", tasks.get(i).prompt(), "arithmetic", tasks.get(i).answer())
        .columns(out.split(), i)).toList();
    out.write(spec.commandLine(), "prompts", RowSource.of("digit completion", rows));
    return 0;
  }
}
