package zerograd.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zerograd.models.transformer.TransformerConfig;
import zerograd.tensor.kernels.FrozenFormat;

/// A matrix product of M rows, N outputs and K inputs.
public record GemmShape(int M, int N, int K) {

  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})x(\\d{1,9})x(\\d{1,9})");

  /// Qwen2.5-0.5B's matrices, with the rows of training, of a batch that is sampled from, and of single texts.
  public static final List<GemmShape> USUAL = List.of(new GemmShape(512, 896, 896),
      new GemmShape(512, 4864, 896), new GemmShape(2048, 896, 4864), new GemmShape(64, 4864, 896),
      new GemmShape(8, 4864, 896), new GemmShape(8, 896, 4864), new GemmShape(1, 4864, 896));

  /// @throws IllegalArgumentException if a size is not positive
  public GemmShape {
    if (M < 1 || N < 1 || K < 1) {
      throw new IllegalArgumentException("--shape needs positive sizes, got %dx%dx%d".formatted(M, N, K));
    }
  }

  /// A shape as it is written, `512x4864x896`.
  ///
  /// @throws IllegalArgumentException if it is written otherwise
  public static GemmShape parse(String written) {
    Matcher sizes = WRITTEN.matcher(written);
    if (!sizes.matches()) {
      throw new IllegalArgumentException(
          "--shape needs rows x outputs x inputs, such as 512x4864x896, got \"" + written + "\"");
    }
    return new GemmShape(Integer.parseInt(sizes.group(1)), Integer.parseInt(sizes.group(2)),
        Integer.parseInt(sizes.group(3)));
  }

  /// The different products of a model over `M` tokens.
  public static List<GemmShape> of(BenchModel model, int M) {
    TransformerConfig config = model.config();
    int D = config.hiddenSize(), F = config.intermediateSize(), d = config.headDim();
    List<GemmShape> shapes = new ArrayList<>();
    shapes.add(new GemmShape(M, config.numAttentionHeads() * d, D));
    shapes.add(new GemmShape(M, config.numKeyValueHeads() * d, D));
    shapes.add(new GemmShape(M, D, config.numAttentionHeads() * d));
    shapes.add(new GemmShape(M, F, D));
    shapes.add(new GemmShape(M, D, F));
    shapes.add(new GemmShape(M, config.vocabSize(), D));
    return shapes.stream().distinct().toList();
  }

  /// Floating-point operations.
  double flops() { return 2.0 * M * N * K; }

  /// What a number of a weight takes in memory, its share of a scale included.
  static double bytesOfAWeight(FrozenFormat format) {
    return switch (format) {
      case F32 -> 4;
      case BF16 -> 2;
      case INT8 -> 1 + 2.0 / FrozenFormat.BLOCK;
    };
  }

  /// Numbers of the weight.
  long weights() { return (long) N * K; }
}
