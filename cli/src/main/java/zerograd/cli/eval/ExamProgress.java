package zerograd.cli.eval;

import java.io.PrintWriter;
import java.util.List;
import zerograd.cli.Console;
import zerograd.rl.eval.Answered;
import zerograd.rl.eval.Examiner;

/// Tells how an exam goes on, on one line that is written anew where someone watches, and else a line at a time.
final class ExamProgress implements Examiner.Listener {

  private static final long OFTEN = 200_000_000L;                 // nanoseconds

  private final String name;
  private final int questions;
  private final PrintWriter out;
  private final boolean isWatched;
  private final long began = System.nanoTime();
  private final int doneBefore;
  private int done, samples, right;
  private long tokens, told;

  ExamProgress(String name, int questions, List<Answered> before, PrintWriter out, boolean isWatched) {
    this.name = name;
    this.questions = questions;
    this.out = out;
    this.isWatched = isWatched;
    doneBefore = before.size();
    count(before);
    if (doneBefore == questions)
      out.println(name + ": all %d questions are answered already".formatted(questions));
    else if (doneBefore > 0)
      out.println(name + ": going on after %d of %d questions".formatted(doneBefore, questions));
    out.flush();
  }

  private void count(List<Answered> answers) {
    done += answers.size();
    for (Answered answered : answers) {
      samples += answered.answers().size();
      right += answered.right();
    }
  }

  @Override public void onToken(int sequence, int id) { tokens++; }

  @Override public void onStep(int sequences) {
    long now = System.nanoTime();
    if (isWatched && now - told > OFTEN) tell(now, "\r");
  }

  @Override public void onAnswers(List<Answered> answers) {
    count(answers);
    tell(System.nanoTime(), isWatched && done < questions ? "\r" : "\n");
  }

  private void tell(long now, String end) {
    told = now;
    double seconds = (now - began) / 1e9;
    int fresh = done - doneBefore;
    String left = fresh == 0
        ? ""
        : done == questions
            ? "  took " + Console.clock(now - began)
            : "  ETA " + Console.clock((long) ((now - began) / (double) fresh * (questions - done)));
    String accuracy = samples == 0 ? "" : "  right %.1f%%".formatted(100.0 * right / samples);
    out.print("%s: %,d of %,d questions%s  %,.0f tok/s%s%s".formatted(name, done, questions, accuracy,
        tokens / seconds,
        left, isWatched ? "    " : "") + end);
    out.flush();
  }
}
