package zerograd.cli.recipe;

import zerograd.rl.dataset.Manners;
import zerograd.rl.puzzle.Flaw;
import zerograd.rl.puzzle.Perturbation;

/// A task from rows: files in verl's schema, raw files of a published set, or rows that are computed.
///
/// @param train a file, relative to the recipe's folder
/// @param test likewise, for the examination; where it is absent, `heldOut` rows of the training file
/// @param raw what the files hold if not verl's schema: social-iqa or math
/// @param tier of math: easy, medium or hard; all rows where it is absent
/// @param make what is computed instead of read: arithmetic, stories, countdown or knights-and-knaves
/// @param count rows to compute; of knights-and-knaves, puzzles of each number of people
/// @param first number of the first, so that two recipes can use different ones
/// @param level easiest level of what is computed; of knights-and-knaves, the fewest people
/// @param toLevel hardest level, or the most people; 0 for the easiest
/// @param perturb how puzzles of knights-and-knaves are changed
/// @param flaw what is wrong in the worked solutions of knights-and-knaves
/// @param operands numbers of a countdown game
/// @param largest largest number of a countdown game
/// @param largestTarget largest target of a countdown game
/// @param manners in which computed solutions are written, for arithmetic and stories
/// @param template how raw or computed rows are put to the model
/// @param heldOut rows of the examination, different from all that are learned from
/// @param reward the rule, or auto: the one that the data source stands for
/// @param chatTemplate whether the model's chat template puts prompts in words
/// @param maxPromptTokens longer prompts are too long; 0 for no limit
/// @param maxPromptCharacters likewise
/// @param tooLong what becomes of them
/// @param unusable what becomes of rows that cannot be read, or lack something
/// @param seed of what is computed, and of what is held out
public record RowsPart(String train, String test, String raw, String tier, String make, int count, int first,
    int level, int toLevel, Perturbation perturb, Flaw flaw, int operands, int largest, int largestTarget,
    MannersPart manners, String template, int heldOut,
    String reward, boolean chatTemplate, int maxPromptTokens, int maxPromptCharacters, OnBad tooLong,
    OnBad unusable, long seed) {

  /// What becomes of a row that cannot be used.
  public enum OnBad {
    /// The run does not begin; a sentence names file and row.
    REFUSE,
    /// The run goes on without it; a sentence in the run's folder names it.
    SKIP
  }

  /// Shares of the solutions that are not careful; see [Manners].
  public record MannersPart(double hasty, double lengthy, double formless, double code) {
    public static MannersPart defaults() { return new MannersPart(0, 0, 0, 0); }

    /// @throws IllegalArgumentException if a share is negative, or together they are more than all
    public MannersPart {
      new Manners(hasty, lengthy, formless, code);
    }

    Manners manners() { return new Manners(hasty, lengthy, formless, code); }
  }

  public static RowsPart defaults() {
    return new RowsPart(null, null, null, null, null, 2048, 0, 1, 0, Perturbation.NONE, Flaw.NONE, 4, 100, 1000,
        MannersPart.defaults(), null,
        200, "auto", false, 0, 0, OnBad.REFUSE, OnBad.REFUSE, 1);
  }

  /// @throws IllegalArgumentException if there is nothing to learn from, or two things
  public RowsPart {
    Recipe.require(train == null || make == null, "either train names a file or make what is computed, not both");
    Recipe.require(manners.equals(MannersPart.defaults()) || "arithmetic".equals(make) || "stories".equals(make),
        "manners does nothing here; it needs make arithmetic or stories");
    Recipe.require(test == null || train != null, "test needs train beside it");
    Recipe.require(count > 0 && first >= 0 && heldOut >= 0,
        "count must be positive, first and held_out not negative, got %s, %s and %s", count, first, heldOut);
    Recipe.require("knights-and-knaves".equals(make) || perturb == Perturbation.NONE && flaw == Flaw.NONE,
        "perturb and flaw need make knights-and-knaves");
    Recipe.require(maxPromptTokens >= 0 && maxPromptCharacters >= 0,
        "max_prompt_tokens and max_prompt_characters must not be negative, got %s and %s", maxPromptTokens,
        maxPromptCharacters);
  }
}
