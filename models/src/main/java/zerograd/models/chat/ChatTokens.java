package zerograd.models.chat;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zerograd.models.chat.Rendered.Span;
import zerograd.models.text.Tokenizer;

/// A conversation as tokens, and which of them a model is trained to write.
///
///     <|im_start|> user ⏎ Hi <|im_end|> ⏎ <|im_start|> assistant ⏎ Hello <|im_end|> ⏎
///                                                                  learned learned
///
/// The ids are those of the whole text; a token is learned if a part of it is in a part that is trained. White space
/// after the last special token of such a part is not learned: the model stops before it.
///
/// @param learned for each id
public record ChatTokens(int[] ids, boolean[] learned) {

  /// Renders and encodes a conversation, see [ChatTemplate#renderForTraining].
  ///
  /// @throws TemplateException if the template refuses the conversation
  /// @throws IllegalArgumentException if the tokenizer changes the text, so that its tokens cannot be found in it
  public static ChatTokens of(ChatTemplate template, Tokenizer tokenizer,
      List<? extends Map<String, ?>> messages,
      List<? extends Map<String, ?>> tools, Map<String, ?> extra) {
    return of(tokenizer, template.renderForTraining(messages, tools, extra));
  }

  /// Encodes a rendered conversation.
  ///
  /// @throws IllegalArgumentException if the tokenizer changes the text, so that its tokens cannot be found in it
  public static ChatTokens of(Tokenizer tokenizer, Rendered rendered) {
    return tryOf(tokenizer, rendered).or(() -> tryOf(tokenizer, composed(rendered)))
        .orElseThrow(() -> new IllegalArgumentException(
            "the tokenizer changes the text of the conversation, so its tokens cannot be found in it"));
  }

  /// The ids of a conversation up to an answer: with the generation prompt, and the tokenizer's special tokens as variables.
  ///
  /// @throws TemplateException if the template refuses the conversation
  public static int[] prompt(ChatTemplate template, Tokenizer tokenizer,
      List<? extends Map<String, ?>> messages) {
    return tokenizer
        .encode(template.render(messages, null, true, tokenizer.config().templateVariables()).text());
  }

  private static Optional<ChatTokens> tryOf(Tokenizer tokenizer, Rendered rendered) {
    int[] ids = tokenizer.encode(rendered.text());
    byte[] text = rendered.text().getBytes(StandardCharsets.UTF_8);
    int[] ends = new int[ids.length];                        // of each token, in bytes
    int at = 0;
    for (int i = 0; i < ids.length; i++) {
      byte[] token = tokenizer.bytes(ids[i]);
      int skipped = token.length > 0 && token[0] == ' ' && !matches(token, 0, text, at) ? 1 : 0;
      if (!matches(token, skipped, text, at)) return Optional.empty();
      ends[i] = at += token.length - skipped;                // some tokenizers put a space before a text
    }
    if (at != text.length) return Optional.empty();
    boolean[] learned = new boolean[ids.length];
    for (Span span : rendered.generated()) mark(tokenizer, ids, ends, bytes(rendered.text(), span), learned);
    return Optional.of(new ChatTokens(ids, learned));
  }

  private static boolean matches(byte[] token, int from, byte[] text, int at) {
    int length = token.length - from;
    return at + length <= text.length
        && java.util.Arrays.equals(token, from, token.length, text, at, at + length);
  }

  private static Span bytes(String text, Span span) {
    int begin = text.substring(0, span.begin()).getBytes(StandardCharsets.UTF_8).length;
    return new Span(begin,
        begin + text.substring(span.begin(), span.end()).getBytes(StandardCharsets.UTF_8).length);
  }

  private static void mark(Tokenizer tokenizer, int[] ids, int[] ends, Span span, boolean[] learned) {
    int last = -1;
    for (int i = 0; i < ids.length; i++) {
      int begin = i == 0 ? 0 : ends[i - 1];
      if (begin >= span.end() || ends[i] <= span.begin()) continue;
      learned[i] = true;
      if (tokenizer.isSpecial(ids[i])) last = i;
    }
    if (last < 0) return;
    int end = last + 1;
    while (end < ids.length && learned[end] && tokenizer.decode(ids[end]).isBlank())
      end++;
    if (end < ids.length && learned[end]) return;             // more than white space follows
    for (int i = last + 1; i < end; i++) learned[i] = false;
  }

  /// The same text with each part in normalization form C, which tokenizers that want it leave as it is.
  private static Rendered composed(Rendered rendered) {
    StringBuilder text = new StringBuilder();
    List<Span> spans = new ArrayList<>();
    int at = 0;
    for (Span span : rendered.generated()) {
      text.append(Normalizer.normalize(rendered.text().substring(at, span.begin()), Normalizer.Form.NFC));
      int begin = text.length();
      text.append(
          Normalizer.normalize(rendered.text().substring(span.begin(), span.end()), Normalizer.Form.NFC));
      spans.add(new Span(begin, text.length()));
      at = span.end();
    }
    text.append(Normalizer.normalize(rendered.text().substring(at), Normalizer.Form.NFC));
    return new Rendered(text.toString(), spans);
  }
}
