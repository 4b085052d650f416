/// Weights in files: safetensors, single or sharded, read through memory and written atomically.
///
/// Start with [Checkpoint], which reads the folder that a published model comes in; [Safetensors] is one of
/// its files, and its documentation has the format. [SafetensorsWriter] writes what `transformers` loads;
/// [AtomicFiles] makes sure that a file or a folder is there whole or not at all.
package zerograd.models.checkpoint;
