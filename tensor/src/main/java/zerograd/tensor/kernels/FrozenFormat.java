package zerograd.tensor.kernels;

/// How the numbers of a frozen weight are kept in memory.
public enum FrozenFormat {

  /// As they are: 4 bytes a number.
  F32("f32"),

  /// The upper half of a float32, rounded to nearest, ties to even: 2 bytes a number, widened exactly.
  ///
  /// Kalamkar et al. 2019, *A Study of BFLOAT16 for Deep Learning Training*, arXiv:1905.12322, section 3.
  BF16("bf16"),

  /// Integers of −127 to 127 and a scale for each 32 inputs of an output: 1 1/16 bytes a number.
  ///
  ///     w[m, k] ≈ scale[m, k / 32] · q[m, k]
  ///
  /// `scale` is the least float16 with `|w| ≤ 127 · scale` in its block, and `q` is `w / scale` rounded to nearest, ties to
  /// even. Eleven bits times seven: `scale · q` is exactly a float32. The numbers are those that a GGUF file of type q8_0 can
  /// hold, and a weight that was read from one comes out as it went in.
  ///
  /// Blocks of inputs with the maximum at the end of the range: Dettmers et al. 2022, *8-bit Optimizers via Block-wise
  /// Quantization*, arXiv:2110.02861, section 2.1; differs in that the steps are even.
  INT8("int8");

  /// Inputs that share a scale.
  public static final int BLOCK = 32;

  private final String word;

  FrozenFormat(String word) { this.word = word; }

  /// How many blocks `K` inputs are; the last one may be shorter.
  public static int blocks(int K) { return (K + BLOCK - 1) / BLOCK; }

  /// What users call it: `bf16`.
  @Override public String toString() { return word; }
}
