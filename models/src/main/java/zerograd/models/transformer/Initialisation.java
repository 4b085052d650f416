package zerograd.models.transformer;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import zerograd.autograd.Param;
import zerograd.core.Floats;
import zerograd.core.Philox;
import zerograd.tensor.Device;

/// Random weights for a model that is to be trained from nothing.
///
///     matrices ~ N(0, initializer_range²)        biases 0        norms 1
///
/// Element (i, j) of a matrix is the contract's normal number of stream INITIALISATION at step 0, sequence CRC-32 of the
/// tensor's name in UTF-8, position i, element j: a function of the seed and of nothing else.
public final class Initialisation {

  private Initialisation() {}

  /// Fills all weights of `model`.
  public static void fill(CausalLm model, TransformerConfig config, long seed) {
    model.parameters().forEach((name, param) -> {
      if (param.shape().rank() == 2)
        fillMatrix(param, config.initializerRange(), name, seed);
      else
        param.value().data().fill(name.endsWith("norm.weight") ? 1 : 0);
      param.touch();
    });
  }

  /// Fills one matrix, drawn by its `name`.
  static void fillMatrix(Param param, double deviation, String name, long seed) {
    CRC32 crc = new CRC32();
    crc.update(name.getBytes(StandardCharsets.UTF_8));
    int key = (int) crc.getValue(), M = param.shape().dim(0), K = param.shape().dim(1);
    Floats weights = param.value().data();
    Device.current().workers().rows(M, 16, (from, to, worker) -> {
      for (int i = from; i < to; i++) {
        for (int j = 0; j < K; j++) {
          double z = Philox.normal(seed, Philox.Stream.INITIALISATION, 0, key, i, j);
          weights.set((long) i * K + j, (float) (deviation * z));
        }
      }
    });
  }
}
