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
/// @param fromLevel the easiest level
/// @param toLevel the hardest; a row's level is drawn from these
/// @param template how a question is put
public record StoryMaker(int fromLevel, int toLevel, SocialIqaTemplate template,
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
  }

  @Override public DataRow row(int number) {
    Story story = story(number);
    return story.question.row(template).withResponse(" %s </think> <answer> (%s) </answer>".formatted(
        story.reason, letter(story.question)));
  }

  /// Question number `number`.
  public SocialIqa question(int number) { return story(number).question; }

  private static String letter(SocialIqa question) {
    return "ABC".substring(Integer.parseInt(question.label()) - 1, Integer.parseInt(question.label()));
  }

  /// A question, and the sentence of its story that decides it.
  private record Story(SocialIqa question, String reason) {}

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
    return new Story(question(draws, level, context, asked, drawn, one, two), reason);
  }

  private static SocialIqa question(Draws draws, int level, String context, Happening asked,
      List<Happening> drawn, String one, String two) {
    Happening stranger = drawn.get(3), another = drawn.get(4);
    boolean aboutOther = level > 1 && draws.between(0, 1) == 1;
    return switch (draws.between(0, level == 1 ? 1 : 2)) {
      case 0 -> aboutOther
          ? choice(draws, context, "How would " + two + " feel afterwards?", asked.other,
              level == 1 ? another.other : asked.actor, stranger.other)
          : choice(draws, context, "How would you describe " + one + "?", asked.actor,
              level == 1 ? another.actor : asked.other, stranger.actor);
      case 1 -> choice(draws, context, "What does " + one + " need to do before this?", asked.before,
          level == 1 ? another.before : asked.next, stranger.before);
      default -> choice(draws, context, "What will " + two + " want to do next?", asked.next, asked.before,
          stranger.next);
    };
  }

  private static SocialIqa choice(Draws draws, String context, String question, String right, String wrong,
      String other) {
    List<String> answers = draws.some(3, List.of(right, wrong, other));
    return new SocialIqa(context, question, answers.get(0), answers.get(1), answers.get(2),
        String.valueOf(answers.indexOf(right) + 1));
  }
}
