/// Conversations as the text that a model was trained on: Jinja chat templates, as `transformers` renders them.
///
/// Start with [ChatTemplate]. The way of a template: `TemplateLexer` cuts it into tokens, `TemplateParser` and `ExpressionParser`
/// make `Statement`s and `Expression`s of them, `Evaluator` and `Computation` run these. `Values` is the small part of
/// Python that templates are written for.
package zerograd.models.chat;
