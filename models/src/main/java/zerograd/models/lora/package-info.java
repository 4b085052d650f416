/// LoRA: fine-tuning a model by small corrections to matrices that do not change themselves.
///
/// [zerograd.models.lora.Adapter] is all the corrections of a model, [zerograd.models.layers.LoraConfig] what they are to be, and
/// [zerograd.models.lora.Merge] adds them to the matrices. The arithmetic is in [zerograd.models.layers.LowRank].
package zerograd.models.lora;
