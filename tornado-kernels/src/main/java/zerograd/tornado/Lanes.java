package zerograd.tornado;

/// The end of a sum along a row in the contract's sixteen virtual lanes (rule 2).
final class Lanes {

  private Lanes() {}

  /// Adds the lanes pairwise, 8 apart, 4, 2, 1.
  static float combine(float[] lanes) {
    for (int l = 0; l < 8; l++) lanes[l] = lanes[l] + lanes[l + 8];
    for (int l = 0; l < 4; l++) lanes[l] = lanes[l] + lanes[l + 4];
    for (int l = 0; l < 2; l++) lanes[l] = lanes[l] + lanes[l + 2];
    return lanes[0] + lanes[1];
  }
}
