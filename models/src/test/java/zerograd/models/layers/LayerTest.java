package zerograd.models.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import zerograd.autograd.Param;
import zerograd.tensor.Device;
import zerograd.tensor.Tensor;

class LayerTest {

  record Net(Linear inProj, List<Linear> hiddenLayers, Optional<RmsNorm> outNorm, Linear tied, int depth)
      implements
        Layer {}

  private static Linear linear() { return new Linear(new Param(Tensor.of(1, 2))); }

  @Test void weightsAreNamedByTheirComponentsInOrderAndTiedOnesOnce() {
    try (Device device = Device.cpu(1)) {
      device.run("test", () -> {
        Linear first = linear();
        Net net = new Net(first, List.of(linear(), linear()),
            Optional.of(new RmsNorm(new Param(Tensor.of(1)), 1e-6f)), first, 2);
        assertEquals(List.of("in_proj.weight", "hidden_layers.0.weight", "hidden_layers.1.weight",
            "out_norm.weight"), List.copyOf(net.parameters().keySet()));
        assertTrue(net.paths().containsKey("tied.weight"));
        assertEquals(List.of("in_proj.weight"),
            List.copyOf(new Net(first, List.of(), Optional.empty(), first, 0).parameters().keySet()));
      });
    }
  }

  @Test void aLayerThatIsNoRecordIsRefused() {
    Layer layer = new Layer() {
    };
    String words = assertThrows(IllegalStateException.class, layer::parameters).getMessage();
    assertTrue(words.endsWith("is not a record, so its weights have no names"), words);
  }
}
