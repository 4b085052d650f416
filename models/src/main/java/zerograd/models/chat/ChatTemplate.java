package zerograd.models.chat;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import zerograd.models.chat.Rendered.Span;
import zerograd.models.text.Tokenizer;

/// A model's own chat template, which turns a conversation into the text that the model was trained on.
///
///     var template = ChatTemplate.of("{% for m in messages %}<{{ m.role }}>{{ m.content }}\n{% endfor %}");
///     template.render(List.of(ChatTemplate.message("user", "Hi")), null, false, Map.of()).text();   // <user>Hi
///
/// Templates are written in Jinja. What is rendered equals, character for character, what `transformers` renders; what
/// is not supported is refused by name and line, when the template is read if it is a tag, a filter or a test. Texts
/// of the conversation are data: tags inside them are not run. A template works on a copy of its input, in bounded
/// time and memory, and can read no file.
///
/// Jinja 3.1, *Template Designer Documentation*; `chat_template_utils.py` of `transformers` 5 for the settings and the
/// functions beyond Jinja's: `trim_blocks`, `lstrip_blocks`, `raise_exception`, `strftime_now`, `tojson`,
/// `{% break %}`, `{% continue %}`, `{% generation %}`.
public final class ChatTemplate {

  private final String source;
  private final List<Statement> statements;
  private final Supplier<LocalDateTime> clock;

  private ChatTemplate(String source, List<Statement> statements, Supplier<LocalDateTime> clock) {
    this.source = source;
    this.statements = statements;
    this.clock = clock;
  }

  /// Reads a template.
  ///
  /// @throws TemplateException if it is not well-formed, or uses something that is not supported
  public static ChatTemplate of(String source) {
    return new ChatTemplate(source, TemplateParser.parse(source), LocalDateTime::now);
  }

  /// The template of a model's tokenizer.
  ///
  /// @throws IllegalArgumentException if it has none
  /// @throws TemplateException as [#of(String)]
  public static ChatTemplate of(Tokenizer tokenizer) {
    return of(tokenizer.config().chatTemplate().orElseThrow(() -> new IllegalArgumentException(
        "the model has no chat template; put the one that it was trained with into its folder as "
            + "chat_template.jinja, or continue plain text with generate")));
  }

  /// This template with a time that stands still, for templates that print the date.
  public ChatTemplate at(LocalDateTime time) { return new ChatTemplate(source, statements, () -> time); }

  /// The template as it is written.
  public String source() { return source; }

  /// A message with a role, such as `user`, and what it says.
  public static Map<String, Object> message(String role, String content) {
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("role", role);
    message.put("content", content);
    return message;
  }

  /// Renders a conversation.
  ///
  /// All values are such as JSON has them: texts, numbers, booleans, nulls, lists and maps.
  ///
  /// @param messages each with `role`, mostly `content`, and what else the template knows, such as `tool_calls`
  /// @param tools the functions that the model may call, as JSON schemas; null for none
  /// @param addGenerationPrompt whether the text ends with what comes before an answer
  /// @param extra further variables: `bos_token`, `date_string`, `documents`, …
  /// @throws TemplateException if the template refuses the conversation, or cannot work with it
  public Rendered render(List<? extends Map<String, ?>> messages, List<? extends Map<String, ?>> tools,
      boolean addGenerationPrompt, Map<String, ?> extra) {
    Map<String, Object> variables = new HashMap<>(extra);
    variables.putIfAbsent("documents", null);
    variables.put("messages", messages);
    variables.put("tools", tools);
    variables.put("add_generation_prompt", addGenerationPrompt);
    return Evaluator.render(statements, variables, new Globals(clock));
  }

  /// Renders a whole conversation, with the parts that a model is trained to write: those that the template marks, or else
  /// the assistant's turns, from the end of the generation prompt to the end of the turn.
  ///
  /// @throws TemplateException as [#render]; or if the template marks nothing and renders the same turn differently when
  ///   more follows, so that there is no telling where it is
  public Rendered renderForTraining(List<? extends Map<String, ?>> messages,
      List<? extends Map<String, ?>> tools,
      Map<String, ?> extra) {
    Rendered whole = render(messages, tools, false, extra);
    if (marksGeneration()) return whole;
    List<Span> turns = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      if (!"assistant".equals(messages.get(i).get("role"))) continue;
      String before = render(messages.subList(0, i), tools, true, extra).text();
      String through = render(messages.subList(0, i + 1), tools, false, extra).text();
      if (!through.startsWith(before) || !whole.text().startsWith(through)) {
        throw new TemplateException(1,
            "message %d is rendered differently when it is not the last; mark what is trained "
                .formatted(i) + "with {% generation %} … {% endgeneration %}");
      }
      turns.add(new Span(before.length(), through.length()));
    }
    return new Rendered(whole.text(), turns);
  }

  /// Whether the template says which parts a model is trained to write.
  public boolean marksGeneration() { return marks(statements); }

  private static boolean marks(List<Statement> statements) {
    return statements.stream().anyMatch(statement -> switch (statement) {
      case Statement.Generated _ -> true;
      case Statement.If choice -> choice.bodies().stream().anyMatch(ChatTemplate::marks);
      case Statement.For loop -> marks(loop.body()) || marks(loop.otherwise());
      case Statement.With with -> marks(with.body());
      default -> false;
    });
  }
}
