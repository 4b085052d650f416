package zerograd.cli.recipe;

import java.io.IOException;
import zerograd.cli.Console;
import zerograd.models.train.MemoryPlan;
import zerograd.tensor.Device;

/// What a recipe says, ready to be done in a folder.
public interface TrainingRun {

  /// What the run will need of the memory; nothing is written. Errors as [#run].
  MemoryPlan plan(Device device) throws IOException;

  /// Trains, and says what happens on `console`; returns the SHA-256 of the final weights.
  ///
  /// @throws RecipeException if the recipe cannot be used as it stands; then nothing was written
  /// @throws IOException if a file cannot be read or written, or holds something that is refused
  /// @throws IllegalArgumentException if the memory does not suffice; then nothing was written
  String run(Device device, Console console) throws IOException;
}
