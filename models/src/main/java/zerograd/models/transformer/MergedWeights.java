package zerograd.models.transformer;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import zerograd.autograd.Param;
import zerograd.core.Floats;
import zerograd.core.Scope;
import zerograd.models.checkpoint.TensorSource;
import zerograd.models.layers.LowRank;
import zerograd.tensor.Device;

/// The weights of a model as they are written: frozen ones widened, and corrections of low rank added to their matrices; a few
/// rows at a time, so that writing needs no second copy of anything.
final class MergedWeights {

  private final Scope scope = Device.scope();
  private Floats space;

  private MergedWeights() {}

  /// All weights by name; those of corrections are not among them.
  static Map<String, TensorSource> of(CausalLm model) {
    MergedWeights weights = new MergedWeights();
    Map<String, LowRank> corrections = new HashMap<>();
    CausalLm base = model.withProjections((path, linear) -> {
      linear.lora().ifPresent(lora -> corrections.put(path + ".weight", lora));
      return linear.with(Optional.empty());
    });
    Map<String, TensorSource> tensors = new LinkedHashMap<>();
    base.parameters()
        .forEach((name, param) -> tensors.put(name, weights.source(name, param, corrections.get(name))));
    return tensors;
  }

  private TensorSource source(String name, Param param, LowRank correction) {
    if (param.matrix().isEmpty() && correction == null) {
      return new TensorSource(name, param.shape(), param.value().data());
    }
    int K = param.shape().columns();
    return new TensorSource(name, param.shape(), (first, count) -> {
      Floats rows = space((long) count * K);
      Device.current().run("rows", () -> {
        rows.copyFrom(param.matrix().map(matrix -> matrix.rows(first, first + count).data())
            .orElseGet(() -> param.value().data().slice((long) first * K, rows.length())));
        if (correction != null) correction.addTo(rows, first, count);
      });
      return rows;
    });
  }

  private Floats space(long length) {
    if (space == null || space.length() < length) space = scope.floats(length);
    return space.slice(0, length);
  }
}
