package zerograd.tests.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zerograd.cli.Main;
import zerograd.tests.cli.Program;

/// Rule 1 of docs/numerics.md, for whole trainings: the same bits however they are computed, today and in a year.
///
/// A change of arithmetic, of a seed's use or of an order of summation changes these hashes. If that was the purpose, the new
/// ones go here, and what changed into CHANGELOG.md.
class FingerprintTest {

  private static final String EXPECTED = """
      sft 211149f5938518c8406976e93d665988f41456e295e15d82aceec41fc27f232b
      grpo fb656b5795ce49e01e6e7ff48133690828ab71dc7728a6d408968e62a5af8eb5
      """;

  private static void assertExpected(String... options) {
    String[] words = new String[1 + options.length];
    words[0] = "fingerprint";
    System.arraycopy(options, 0, words, 1, options.length);
    StringWriter out = new StringWriter(), err = new StringWriter();
    int status = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), words);
    assertEquals(0, status, err::toString);
    assertEquals(EXPECTED, out.toString().replace(System.lineSeparator(), "\n"), String.join(" ", options));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, off", "2, 8, off", "2, 4, on",
      "1, 26, on"}) void threadsMicroBatchAndRecomputationChangeNoBit(
          String threads, String microBatch, String recompute) {
    assertExpected("--threads", threads, "--micro-batch", microBatch, "--recompute", recompute);
  }

  @Test void theReferenceKernelsGiveTheSameBits() {
    assertExpected("--kernels", "reference", "--threads", "2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:UseAVX=2", "-XX:MaxVectorSize=16"}) void narrowerRegistersGiveTheSameBits(
      String flag)
      throws Exception {
    Program.Result child = new Program(List.of(flag)).run("fingerprint");
    assertEquals(EXPECTED, child.out(), child::err);
  }
}
