package zerograd.rl.puzzle;

import java.util.List;

/// What those who tell the truth and those who lie are called, with their articles: "a knight" and "a knave".
public record Roles(String truthful, String lying) {

  /// The usual words.
  public static final Roles KNIGHTS_AND_KNAVES = new Roles("a knight", "a knave");

  /// The words that can take their place, in the order in which one is drawn.
  public static final List<Roles> OTHERS = List.of(new Roles("a pioneer", "a laggard"),
      new Roles("a saint", "a sinner"),
      new Roles("a hero", "a villain"), new Roles("an angel", "a devil"),
      new Roles("an altruist", "an egoist"),
      new Roles("a sage", "a fool"));

  public Roles {
    noun(truthful);
    noun(lying);
  }

  /// The phrase for a person, with its article.
  public String of(boolean isKnight) { return isKnight ? truthful : lying; }

  /// The word for a person, without the article.
  public String noun(boolean isKnight) { return noun(of(isKnight)); }

  /// The word for a person with a capital letter.
  public String capitalised(boolean isKnight) {
    String noun = noun(isKnight);
    return Character.toUpperCase(noun.charAt(0)) + noun.substring(1);
  }

  public Roles flipped() { return new Roles(lying, truthful); }

  private static String noun(String phrase) {
    String[] words = phrase.split(" ");
    if (words.length != 2 || words[1].isEmpty()) {
      throw new IllegalArgumentException(
          "roles: needs an article and a noun such as \"a knight\", got \"" + phrase + "\"");
    }
    return words[1];
  }
}
