package zerograd.rl.dataset;

import java.util.List;
import java.util.Map;

/// A question about a social situation with three answers, of which one is right.
///
/// Sap et al. 2019, *Social IQa: Commonsense Reasoning about Social Interactions*, arXiv:1904.09728; the
/// fields are those of its raw rows, `label` is "1", "2" or "3".
public record SocialIqa(String context, String question, String answerA, String answerB, String answerC,
    String label) {

  /// What verl calls the data set, by which it chooses the reward.
  public static final String SOURCE = "social_iqa";

  /// @throws IllegalArgumentException if the label is none of the three
  public SocialIqa {
    if (!List.of("1", "2", "3").contains(label.strip())) {
      throw new IllegalArgumentException("needs 1, 2 or 3 in column label, got \"" + label + "\"");
    }
  }

  /// The question that a raw row is.
  ///
  /// @throws IllegalArgumentException if a column is missing or no text, in words that go behind the row's name
  public static SocialIqa of(Map<String, ?> row) {
    return new SocialIqa(DataRow.text(row, "context"), DataRow.text(row, "question"),
        DataRow.text(row, "answerA"), DataRow.text(row, "answerB"), DataRow.text(row, "answerC"),
        DataRow.text(row, "label"));
  }

  /// The row of a data set, as DeepEnlighten's files have it.
  public DataRow row(SocialIqaTemplate template) {
    return DataRow.of(SOURCE, template.prompt(this), "reasoning",
        DataRow.struct("answerA", answerA, "answerB",
            answerB, "answerC", answerC, "label", label));
  }
}
