package zerograd.models.layers;

import zerograd.autograd.Variable;
import zerograd.autograd.ops.RopeOp;
import zerograd.autograd.ops.RopeTable;
import zerograd.core.Scope;
import zerograd.tensor.Device;

/// Turns queries and keys by their positions; one for all layers of a model.
///
/// Angles are computed in double, their sines and cosines rounded once, for as many positions as were ever asked for. The
/// table lives in the scope that this object was made in.
public final class RotaryEmbedding {

  private static final int FIRST = 256;

  private final double[] inverseFrequencies;
  private final Scope scope;
  private RopeTable table;

  /// For heads of size `headDim`.
  public RotaryEmbedding(RopeParameters parameters, int headDim) {
    inverseFrequencies = parameters.inverseFrequencies(headDim);
    scope = Device.scope();
  }

  /// `x` (…, H, d), each row turned by its position in `pass`.
  public Variable forward(Variable x, Pass pass) {
    return RopeOp.of(x, pass.positions(), upTo(pass.longest()));
  }

  /// The table of at least `positions` positions: twice as many as before when it has to grow. Several threads may ask.
  private synchronized RopeTable upTo(int positions) {
    if (table == null || table.positions() < positions) {
      int grown = table == null ? FIRST : 2 * table.positions();
      RopeTable made = RopeTable.of(Math.max(positions, grown), inverseFrequencies);
      table = new RopeTable(made.cos().copyIn(scope), made.sin().copyIn(scope));
    }
    return table;
  }
}
