package zerograd.rl.analysis;

/// A response to be looked at.
///
/// @param step of the training, or 0
/// @param group number of the question within the step
/// @param sample number of the response to it
/// @param prompt the question as the policy saw it
/// @param text the response
/// @param tokens its length in the policy's tokens
/// @param reward what it earned
/// @param isRight whether it is right
/// @param isClipped whether it ended at the limit of its length, not by itself
public record Reply(int step, int group, int sample, String prompt, String text, int tokens, double reward,
    boolean isRight, boolean isClipped) {}
