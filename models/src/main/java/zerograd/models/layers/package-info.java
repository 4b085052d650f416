/// The parts of a transformer, as records of weights.
///
/// Start with [zerograd.models.layers.Layer], which finds the weights and their names, then
/// [zerograd.models.layers.Block], which is one layer of the transformer, and its two halves
/// [zerograd.models.layers.Attention] and [zerograd.models.layers.SwiGlu].
package zerograd.models.layers;
