package zerograd.cli.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/// One measurement, ours or another program's.
///
/// What does not apply is null: a product has no tokens, and reads that fit in the caches have no share of the memory's
/// bandwidth.
///
/// @param bench what was done: the name of a workload, with a suffix for its parts (`gemm_dx`, `grpo_rollout`)
/// @param config which model
/// @param dtype how weights are stored
/// @param threads that computed
/// @param batch sequences
/// @param seq tokens of a sequence before the first new one; all its tokens in training
/// @param M rows of a product
/// @param N its outputs
/// @param K its inputs
/// @param gflops billions of floating-point operations a second, see [ModelCost]
/// @param tokensPerSecond tokens, of all sequences together, a second
/// @param percentOfPeak `gflops` in percent of the multiply-adds that these threads do in registers
/// @param percentOfBandwidth weights and cache read, in percent of what these threads read from memory
/// @param peakRssMb the most memory of the process meanwhile, in millions of bytes
/// @param medianSeconds the median time of one product, prompt batch, token, step or rollout
/// @param bytes that a run reads from memory at least; not printed
/// @param spread the slowest less the fastest, as a share of the median
public record BenchRow(String bench, String config, String dtype, int threads, Integer batch, Integer seq,
    Integer M, Integer N, Integer K, Double gflops, Double tokensPerSecond, Double percentOfPeak,
    Double percentOfBandwidth, Double peakRssMb, Double bytes, double medianSeconds, Double spread) {

  /// The row under the names that are printed as JSON.
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("bench", bench);
    json.put("config", config);
    json.put("dtype", dtype);
    json.put("threads", threads);
    json.put("batch", batch);
    json.put("seq", seq);
    json.put("M", M);
    json.put("N", N);
    json.put("K", K);
    json.put("gflops", rounded(gflops));
    json.put("tokens_per_s", rounded(tokensPerSecond));
    json.put("percent_of_peak", rounded(percentOfPeak));
    json.put("percent_of_bandwidth", rounded(percentOfBandwidth));
    json.put("peak_rss_mb", rounded(peakRssMb));
    json.put("median_s", rounded(medianSeconds));
    json.put("spread", rounded(spread));
    return json;
  }

  /// Four digits, which is more than a measurement has.
  private static Double rounded(Double value) {
    if (value == null || value == 0 || !Double.isFinite(value)) return value;
    double unit = StrictMath.pow(10, 3 - (int) StrictMath.floor(StrictMath.log10(Math.abs(value))));
    return Math.rint(value * unit) / unit;
  }
}
