/// The loop that trains a policy, its reports, and the directory a run lives in.
package zerograd.rl.train;
