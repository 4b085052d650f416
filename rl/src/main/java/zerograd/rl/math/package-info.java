/// Judging mathematical answers: finding them in a text, and telling whether two of them are the same.
package zerograd.rl.math;
