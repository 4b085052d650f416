package zerograd.rl.eval;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import zerograd.models.generate.Completion;
import zerograd.models.generate.GenerationListener;
import zerograd.models.generate.GenerationSettings;
import zerograd.models.generate.Generator;
import zerograd.models.generate.RandomKey;
import zerograd.models.transformer.CausalLm;
import zerograd.rl.reward.RewardRunner;
import zerograd.rl.reward.Sample;
import zerograd.rl.rollout.Prompt;

/// Asks a model the questions of an [Exam], several at a time, and judges what it answers.
///
/// Sample i of question q has the draws of sequence q · samples + i, so answers depend on the model, the exam and the settings, and
/// neither on how many questions are asked together nor on where an earlier run ended.
///
/// @param model who is asked
/// @param samples responses to each question
/// @param generation how tokens are chosen and where a response ends
/// @param seed of the draws
public record Examiner(CausalLm model, int samples, GenerationSettings generation, long seed) {

  /// @throws IllegalArgumentException if nothing is asked for, or several times the same
  public Examiner {
    if (samples < 1)
      throw new IllegalArgumentException("an exam needs at least 1 sample a question, got " + samples);
    if (samples > 1 && generation.sampler().isGreedy()) {
      throw new IllegalArgumentException(
          "greedy answers to a question are all the same: ask for 1 sample instead of %d, or give a temperature above 0"
              .formatted(samples));
    }
  }

  /// Hears how an exam goes on.
  public interface Listener extends GenerationListener {

    /// Listens to nothing.
    Listener NONE = (_, _) -> {
    };

    /// Some more questions are answered, judged and kept.
    default void onAnswers(List<Answered> answers) {}
  }

  /// Asks what `kept` has no answers to yet, and adds these; returns all, in the order of the questions.
  ///
  /// @throws IOException if the answers cannot be kept
  public List<Answered> ask(Exam exam, AnswerFile kept, Listener listener) throws IOException {
    int together = Math.max(1, 4 * generation.maxSequences() / samples);
    for (int from = kept.answers().size(); from < exam.items().size(); from = kept.answers().size()) {
      List<Answered> answers = ask(exam, from, Math.min(exam.items().size(), from + together), listener);
      kept.add(answers);
      listener.onAnswers(answers);
    }
    return kept.answers();
  }

  private List<Answered> ask(Exam exam, int from, int to, GenerationListener listener) {
    List<Exam.Item> items = exam.items().subList(from, to);
    List<Completion> completions = new Generator(model).generate(
        items.stream().map(item -> item.prompt().ids()).toList(), samples, generation,
        new RandomKey(seed, 0, from * samples), listener);
    List<Sample> responses = new ArrayList<>();
    for (Completion completion : completions) {
      Prompt prompt = items.get(completion.prompt()).prompt();
      responses.add(new Sample(prompt.text(), exam.decode().apply(completion.ids()), prompt.groundTruth(),
          prompt.source(), prompt.place()));
    }
    Grader grader = exam.grader();
    double[] scores = RewardRunner.of(grader::score, 0).score(responses).values();

    List<Answered> answered = new ArrayList<>();
    for (int q = 0; q < items.size(); q++) {
      List<Answered.Answer> answers = new ArrayList<>();
      for (int i = q * samples; i < (q + 1) * samples; i++) {
        Completion completion = completions.get(i);
        answers
            .add(new Answered.Answer(responses.get(i).response(), grader.answer(responses.get(i)), scores[i],
                scores[i] >= grader.fullScore(), completion.ids().length,
                completion.reason().name().toLowerCase(Locale.ROOT)));
      }
      Exam.Item item = items.get(q);
      answered
          .add(new Answered(item.id(), item.question(), item.prompt().text(), item.prompt().groundTruth(),
              item.fields(), answers));
    }
    return answered;
  }
}
