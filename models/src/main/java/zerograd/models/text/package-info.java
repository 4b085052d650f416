/// Text to token ids and back: byte-pair encoding, as Qwen2, Llama 3 and Mistral use it.
///
/// Start with [Tokenizer], what a model needs of one. [BytePairTokenizer] is the whole pipeline, from the
/// special tokens to the merges; it is read from and saved to `tokenizer.json`. [StreamingDecoder] prints
/// while a model generates. [BytePairTrainer] makes a vocabulary from texts, and is the best place to learn
/// where the merges come from.
package zerograd.models.text;
