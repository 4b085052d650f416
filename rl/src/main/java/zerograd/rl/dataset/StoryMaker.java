package zerograd.rl.dataset;

import java.util.List;

/// Stories with a multiple-choice question in the schema of Social IQa, small enough for a model of a million
/// parameters.
///
/// What happens comes from a table; each happening says how the one who acts and the one who is acted upon
/// feel, what was needed before and what is wanted next. The wrong answers are those of other happenings, or,
/// from level 2 on, that of the other person.
///
/// | level | story | what it takes |
/// | --- | --- | --- |
/// | 1 | one happening, a question about the one who acts | to know the happening |
/// | 2 | one happening, a question about either person | to know who did it to whom |
/// | 3 | two happenings among three people, a question about any of them | to find the right happening |
///
/// What is taught for the question what Robin feels after "Kai broke the cup of Robin.":
///
/// | manner | response |
/// | --- | --- |
/// | careful | the sentence of the story that decides it and the answer in words, then its letter in tags |
/// | hasty | the same sentence, and an answer that is wrong: at level 2 and 3 that of the other person |
/// | lengthy | story and question once more before that sentence, then as careful |
/// | formless | sentence, answer and letter, without tags |
///
/// @param fromLevel the easiest level
/// @param toLevel the hardest; a row's level is drawn from these
/// @param template how a question is put
/// @param manners how solutions are written; no story is told by a program
public record StoryMaker(int fromLevel, int toLevel, SocialIqaTemplate template, Manners manners,
    long seed) implements RowMaker {

  /// The hardest level there is.
  public static final int LEVELS = 3;

  /// @param text with places for who acts and who is acted upon
  /// @param actor how the one feels
  /// @param other how the other feels
  /// @param before what the one needed to do
  /// @param next what the other will want to do
  private record Happening(String text, String actor, String other, String before, String next) {
    String told(String one, String two) { return text.formatted(one, two); }
  }

  private static final List<Happening> HAPPENINGS = List.of(
      new Happening("%s gave %s a present.", "generous", "thankful", "buy a present", "open the present"),
      new Happening("%s broke the cup of %s.", "sorry", "upset", "pick up the cup", "sweep up the pieces"),
      new Happening("%s told %s a joke.", "funny", "amused", "think of a joke", "laugh out loud"),
      new Happening("%s won the race against %s.", "proud", "beaten", "train for the race",
          "run another race"),
      new Happening("%s forgot the birthday of %s.", "ashamed", "hurt", "be busy with work",
          "eat the cake alone"),
      new Happening("%s taught %s to swim.", "patient", "brave", "go to the pool", "swim a length"),
      new Happening("%s lied to %s.", "guilty", "betrayed", "make up a story", "learn the truth"),
      new Happening("%s cooked dinner for %s.", "caring", "full", "buy some food", "do the dishes"),
      new Happening("%s lost the keys of %s.", "careless", "locked out", "borrow the keys",
          "call a locksmith"),
      new Happening("%s woke %s at midnight.", "noisy", "tired", "come home late", "go back to sleep"));

  private static final List<String> NAMES = List.of("Alex", "Bailey", "Casey", "Jordan", "Kai", "Lee",
      "Quinn",
      "Riley", "Robin", "Sasha", "Sydney", "Taylor");

  /// @throws IllegalArgumentException if the levels are not in [1, 3]
  public StoryMaker {
    if (fromLevel < 1 || toLevel < fromLevel || toLevel > LEVELS) {
      throw new IllegalArgumentException(
          "stories: needs levels from 1 to 3, got %d to %d".formatted(fromLevel, toLevel));
    }
    if (manners.code() > 0) {
      throw new IllegalArgumentException("stories: no program tells one, got a share of code of "
          + manners.code());
    }
  }

  /// With careful solutions.
  public StoryMaker(int fromLevel, int toLevel, SocialIqaTemplate template, long seed) {
    this(fromLevel, toLevel, template, Manners.CAREFUL, seed);
  }

  @Override public DataRow row(int number) {
    Story story = story(number);
    SocialIqa asked = story.question;
    String form = " %s So: %s. </think> <answer> (%s) </answer>";
    return asked.row(template).withResponse(switch (manners.of(seed, number)) {
      case HASTY -> form.formatted(story.reason, story.wrong, letter(asked, story.wrong));
      case LENGTHY -> form.formatted(
          "Let me think. %s %s Hmm. %s".formatted(asked.context(), asked.question(), story.reason),
          story.right, letter(asked, story.right));
      case FORMLESS ->
        " %s So: %s. It is %s.".formatted(story.reason, story.right, letter(asked, story.right));
      case CAREFUL, CODE -> form.formatted(story.reason, story.right, letter(asked, story.right));
    });
  }

  /// Question number `number`.
  public SocialIqa question(int number) { return story(number).question; }

  private static String letter(SocialIqa question, String answer) {
    return answer.equals(question.answerA()) ? "A" : answer.equals(question.answerB()) ? "B" : "C";
  }

  /// A question, the sentence of its story that decides it, the right answer and the wrong one that is near.
  private record Story(SocialIqa question, String reason, String right, String wrong) {}

  /// A question and its answers, the right one first.
  private record Choice(String question, String right, String wrong, String other) {}

  private Story story(int number) {
    Draws draws = new Draws(seed, number);
    int level = draws.between(fromLevel, toLevel);
    List<String> people = draws.some(3, NAMES);
    List<Happening> drawn = draws.some(5, HAPPENINGS);
    int which = level == 3 ? draws.between(0, 1) : 0;
    Happening asked = drawn.get(which);
    String one = people.get(which), two = people.get(which + 1);
    String reason = asked.told(one, two);
    String context = level == 3
        ? drawn.get(0).told(people.get(0), people.get(1)) + " "
            + drawn.get(1).told(people.get(1), people.get(2))
        : reason;
    Choice choice = choice(draws, level, asked, drawn, one, two);
    List<String> answers = draws.some(3, List.of(choice.right, choice.wrong, choice.other));
    SocialIqa question = new SocialIqa(context, choice.question, answers.get(0), answers.get(1),
        answers.get(2), String.valueOf(answers.indexOf(choice.right) + 1));
    return new Story(question, reason, choice.right, choice.wrong);
  }

  private static Choice choice(Draws draws, int level, Happening asked, List<Happening> drawn, String one,
      String two) {
    Happening stranger = drawn.get(3), another = drawn.get(4);
    boolean aboutOther = level > 1 && draws.between(0, 1) == 1;
    return switch (draws.between(0, level == 1 ? 1 : 2)) {
      case 0 -> aboutOther
          ? new Choice("How would " + two + " feel afterwards?", asked.other,
              level == 1 ? another.other : asked.actor, stranger.other)
          : new Choice("How would you describe " + one + "?", asked.actor,
              level == 1 ? another.actor : asked.other, stranger.actor);
      case 1 -> new Choice("What does " + one + " need to do before this?", asked.before,
          level == 1 ? another.before : asked.next, stranger.before);
      default -> new Choice("What will " + two + " want to do next?", asked.next, asked.before,
          stranger.next);
    };
  }
}
