/// The reference's numbers, a register at a time: the same bits on machines with 4, 8 or 16 lanes and any number of threads.
///
/// Vectors run across outputs, never along a chain, and threads share out outputs (rule 1 of the numeric contract); row
/// sums use sixteen virtual lanes (rule 2). Only [Lanes] touches memory. What was measured on the way here:
///
/// | do | because |
/// |---|---|
/// | one loop per operator, written out | a lambda or a non-constant operator inside a vector loop boxes the lanes |
/// | run chains side by side, never split one | one fma chain waits four cycles for itself |
/// | our own polynomial exp | vendor stubs differ between machines |
/// | raw addresses into one constant segment | no bounds, no lifetime checks, nothing passed as an object |
/// | scalar tails | they are the contract's own code, so the bits agree, and tails are short |
/// | nothing of ours called late in a long loop body | C2 inlines 8,000 bytes of it, then boxes lanes (see [VectorElementary]) |
/// | one exp a loop body, sums rotated through their registers | the same limit; and one loop for 4, 8 and 16 lanes |
/// | index in `long` | `int` products overflow at a batch of logits |
package zerograd.tensor.kernels.vector;
