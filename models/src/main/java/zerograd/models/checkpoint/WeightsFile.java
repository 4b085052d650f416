package zerograd.models.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import zerograd.autograd.Param;

/// Named weights as one float32 safetensors file, for what has no folder of its own, such as a critic.
public final class WeightsFile {

  private WeightsFile() {}

  /// Makes or replaces `file`.
  ///
  /// @throws IOException if that failed; then nothing has changed
  public static void write(Path file, Map<String, Param> parameters) throws IOException {
    List<TensorSource> tensors = new ArrayList<>();
    parameters
        .forEach((name, param) -> tensors.add(new TensorSource(name, param.shape(), param.value().data())));
    SafetensorsWriter.of(StorageType.F32).write(file, tensors);
  }

  /// Fills `parameters` with the numbers of `file`.
  ///
  /// @throws IOException if the file cannot be read
  /// @throws MalformedFileException if it is no safetensors file
  /// @throws IllegalArgumentException if it holds other weights
  public static void read(Path file, Map<String, Param> parameters) throws IOException {
    try (Safetensors stored = Safetensors.open(file)) {
      boolean same = stored.names().equals(parameters.keySet())
          && parameters.entrySet().stream()
              .allMatch(e -> stored.shape(e.getKey()).equals(e.getValue().shape()));
      if (!same) throw new IllegalArgumentException(file + " holds the weights of another model");
      parameters.forEach((name, param) -> {
        stored.read(name, param.value().data());
        param.touch();
      });
    }
  }
}
