package zerograd.tornado;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import zerograd.rl.train.ContractRuns;
import zerograd.tensor.Device;

/// Whole trainings, supervised and by rewards, end with the weights that they have on the processor, to the bit.
class TrainingParityTest {

  private static final String SFT = "211149f5938518c8406976e93d665988f41456e295e15d82aceec41fc27f232b";
  private static final String GRPO = "fb656b5795ce49e01e6e7ff48133690828ab71dc7728a6d408968e62a5af8eb5";

  @Test void fingerprints() throws IOException {
    assumeTrue(System.getProperty("tornado.load.runtime.implementation") != null, "a minute in plain Java");
    ContractRuns runs = new ContractRuns(32, false);
    Device device = Device.on(Bench.accelerator(), 1);               // the other tests close neither
    assertEquals(SFT, device.call("sft", runs::sft));
    assertEquals(GRPO, device.call("grpo", () -> runs.grpo(1)));
  }
}
