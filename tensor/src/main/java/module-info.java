/// What a tensor is, and how each thing is computed.
module zerograd.tensor {
  requires transitive zerograd.core;
}
