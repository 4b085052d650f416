/// One transformer for the Llama, Mistral, Qwen2 and Qwen3 families.
///
/// [zerograd.models.transformer.Transformer] is the paper and [zerograd.models.transformer.CausalLm] the language model
/// around it; [zerograd.models.transformer.Family] lists what the families change;
/// [zerograd.models.transformer.Pretrained] reads and writes the folders in which models are published.
package zerograd.models.transformer;
