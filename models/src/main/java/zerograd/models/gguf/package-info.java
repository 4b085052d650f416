/// Models in one file for llama.cpp: GGUF.
///
/// Start with [GgufExport], which turns a Hugging Face folder into a file. [GgufFile] is the format itself,
/// [GgufType] how its numbers lie.
package zerograd.models.gguf;
