/// Supervised training of language models.
///
/// [zerograd.models.train.LanguageModelTrainer] is one step, [zerograd.models.train.Example] what it learns from, and
/// [zerograd.models.train.Batches] which examples each step takes.
package zerograd.models.train;
