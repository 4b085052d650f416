/// What a policy writes, and how that goes with being right: words, languages, behaviours, repetition, tricks, length.
///
/// Start with [zerograd.rl.analysis.RunAnalysis]. Each measure is a function of the text alone, so that it can be read, tested
/// and argued about alone; none is a judge, and each says where it errs.
package zerograd.rl.analysis;
