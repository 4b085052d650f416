package zerograd.models.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import zerograd.autograd.Param;
import zerograd.autograd.optim.Optimizer;
import zerograd.tensor.Tensor;

/// What an optimizer keeps from step to step, as a safetensors file: `NAME.exp_avg`, `NAME.exp_avg_sq` for a weight NAME,
/// and the count of steps in the metadata.
///
/// With it and the weights, training goes on with the same bits.
public final class OptimizerFile {

  private static final String STEPS = "steps";

  private OptimizerFile() {}

  /// Makes or replaces `file`. `parameters` names the weights that `optimizer` changes.
  ///
  /// @throws IOException if that failed; then nothing has changed
  public static void write(Path file, Optimizer optimizer, Map<String, Param> parameters) throws IOException {
    List<TensorSource> tensors = new ArrayList<>();
    tensors(optimizer, parameters)
        .forEach((name, tensor) -> tensors.add(new TensorSource(name, tensor.shape(), tensor.data())));
    Map<String, String> metadata = Map.of("format", "pt", STEPS, Long.toString(optimizer.steps()));
    new SafetensorsWriter(StorageType.F32, metadata).write(file, tensors);
  }

  /// Puts `optimizer` where the one was that wrote `file`.
  ///
  /// @throws IOException if the file cannot be read
  /// @throws MalformedFileException if it is not an optimizer's file
  /// @throws IllegalArgumentException if it belongs to other weights or to another kind of optimizer
  public static void read(Path file, Optimizer optimizer, Map<String, Param> parameters) throws IOException {
    Map<String, Tensor> tensors = tensors(optimizer, parameters);
    try (Safetensors stored = Safetensors.open(file)) {
      if (!stored.names().equals(tensors.keySet())) {
        TreeSet<String> differing = new TreeSet<>(stored.names());
        differing.addAll(tensors.keySet());
        differing.removeIf(name -> stored.contains(name) && tensors.containsKey(name));
        throw new IllegalArgumentException(
            "%s holds the state of another optimizer or model: %s is in only one of them"
                .formatted(file, differing.first()));
      }
      long steps = steps(file, stored.metadata().get(STEPS));
      for (var tensor : tensors.entrySet()) stored.read(tensor.getKey(), tensor.getValue().data());
      optimizer.resumeAt(steps);
    }
  }

  private static long steps(Path file, String text) {
    if (text == null || !text.matches("\\d{1,18}"))
      throw new MalformedFileException(file, 0, "its metadata has no count of steps");
    return Long.parseLong(text);
  }

  private static Map<String, Tensor> tensors(Optimizer optimizer, Map<String, Param> parameters) {
    Map<Param, String> names = new IdentityHashMap<>();
    parameters.forEach((name, param) -> names.putIfAbsent(param, name));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < optimizer.params().size(); i++) {
      String name = names.get(optimizer.params().get(i));
      if (name == null)
        throw new IllegalArgumentException(
            "the optimizer changes a weight that has no name among those given");
      optimizer.state(i).forEach((kind, tensor) -> tensors.put(name + "." + kind, tensor));
    }
    return tensors;
  }
}
