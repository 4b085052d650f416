package zerograd.cli.command.data;

import picocli.CommandLine.Option;

/// The levels of difficulty.
final class LevelOptions {

  @Option(names = "--level", paramLabel = "N", defaultValue = "1", description = "Easiest level (default: ${DEFAULT-VALUE}).")
  private int from;
  @Option(names = "--to-level", paramLabel = "N", description = "Hardest level (default: the easiest).")
  private Integer to;

  int from() { return from; }

  int to() { return to == null ? from : to; }
}
