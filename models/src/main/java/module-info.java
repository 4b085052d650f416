/// What a transformer is, how it is loaded, sampled and trained.
module zerograd.models {
  requires transitive zerograd.autograd;
}
