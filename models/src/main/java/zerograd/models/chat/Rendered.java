package zerograd.models.chat;

import java.util.List;

/// What a template made of a conversation.
///
/// @param generated the parts that a model is trained to write, in order: between `{% generation %}` and
///   `{% endgeneration %}`, or as [ChatTemplate#renderForTraining] says
public record Rendered(String text, List<Span> generated) {

  /// The characters `text[begin, end)`, counted as Java does.
  public record Span(int begin, int end) {}
}
