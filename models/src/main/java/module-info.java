/// What a transformer is, how it is loaded, sampled and trained.
module zerograd.models {
  requires transitive zerograd.autograd;
  requires transitive tools.jackson.core;

  exports zerograd.models.chat;
  exports zerograd.models.checkpoint;
  exports zerograd.models.generate;
  exports zerograd.models.gguf;
  exports zerograd.models.json;
  exports zerograd.models.layers;
  exports zerograd.models.lora;
  exports zerograd.models.text;
  exports zerograd.models.train;
  exports zerograd.models.transformer;
}
