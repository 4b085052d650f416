package zerograd.tensor;

/// How exactly an [Accelerator] computes.
public enum AcceleratorMode {
  /// The bits of the numeric contract, those of the processor.
  STRICT,
  /// Matrix products in float32, their sums in an order that suits the device.
  FAST,
  /// As [#FAST], the factors of products rounded to 10 bits behind the point where the device multiplies such faster.
  TF32,
  /// As [#FAST], the factors of products rounded to bfloat16 where the device multiplies such faster. What is stored, weights
  /// above all, stays float32.
  BF16
}
