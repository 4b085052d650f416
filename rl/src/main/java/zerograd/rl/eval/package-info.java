/// What a model can do, measured: benchmarks, how their questions are put, how answers are judged, and how sure one can be.
///
/// Start with [zerograd.rl.eval.Exam], which asks and keeps every answer, and [zerograd.rl.eval.ExamReport], which counts.
package zerograd.rl.eval;
