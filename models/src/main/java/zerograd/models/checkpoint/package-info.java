/// Weights in files: safetensors, single or sharded, read through memory.
///
/// Start with [Checkpoint], which reads the folder that a published model comes in; [Safetensors] is one of its files, and
/// its documentation has the format.
package zerograd.models.checkpoint;
