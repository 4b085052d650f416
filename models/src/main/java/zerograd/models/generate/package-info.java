/// Writing text with a language model.
///
/// Start with [zerograd.models.generate.Generator], then [zerograd.models.generate.Sampler] and the small records that
/// implement [zerograd.models.generate.LogitsProcessor], each with its formula and its paper.
package zerograd.models.generate;
