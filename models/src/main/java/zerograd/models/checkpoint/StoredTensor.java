package zerograd.models.checkpoint;

import zerograd.core.Shape;

/// One entry of a safetensors header: where a tensor lies in its file. `begin` and `end` count bytes from the
/// start of the file.
public record StoredTensor(String name, StorageType type, Shape shape, long begin, long end) {}
