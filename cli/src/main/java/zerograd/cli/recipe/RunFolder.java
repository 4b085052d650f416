package zerograd.cli.recipe;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import zerograd.cli.Console;
import zerograd.rl.train.RunDirectory;

/// Where a run is to be, and whether it goes on with one that is there.
record RunFolder(Path folder, boolean resume) {

  /// Opens it. A run that was killed before its settings were written had done nothing else, so it begins.
  ///
  /// @param mayDiffer settings that a run which goes on may change
  RunDirectory open(Map<String, Object> settings, Set<String> mayDiffer, Console console) throws IOException {
    if (!resume) return RunDirectory.create(folder, settings);
    if (hasBegun()) return RunDirectory.resume(folder, settings, mayDiffer);
    console.nothingToResume(folder);
    return RunDirectory.create(folder, settings);
  }

  private boolean hasBegun() throws IOException {
    if (!Files.isDirectory(folder)) return Files.exists(folder);
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString())
          .anyMatch(name -> !name.equals("run.lock") && !name.endsWith(".tmp"));
    }
  }
}
