package zerograd.models.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import zerograd.models.json.JsonFiles;

/// `cases.json` is what `transformers` renders; see the README beside it.
class ChatTemplateTest {

  private static final Map<String, Object> CASES = cases();
  private static final LocalDateTime NOW = LocalDateTime.parse((String) CASES.get("now"));
  private static final Map<String, Object> VARIABLES = map(CASES.get("variables"));

  private static Map<String, Object> cases() {
    try {
      return JsonFiles.read(Path.of(ChatTemplateTest.class.getResource("cases.json").toURI()));
    } catch (IOException | URISyntaxException failed) {
      throw new AssertionError(failed);
    }
  }

  @SuppressWarnings("unchecked") private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked") private static List<Map<String, Object>> maps(Object value) {
    return (List<Map<String, Object>>) value;
  }

  private static String render(String template) {
    return ChatTemplate.of(template).at(NOW).render(List.of(), null, false, VARIABLES).text();
  }

  private static TemplateException refusal(String template) {
    return assertThrows(TemplateException.class, () -> render(template), template);
  }

  private interface Rendering {
    Rendered run();
  }

  /// The text and the spans in code points, or that it is refused.
  private static Map<String, Object> outcome(Rendering rendering) {
    Map<String, Object> outcome = new LinkedHashMap<>();
    try {
      Rendered rendered = rendering.run();
      List<List<Integer>> spans = new ArrayList<>();
      for (Rendered.Span span : rendered.generated()) {
        spans.add(List.of(rendered.text().codePointCount(0, span.begin()),
            rendered.text().codePointCount(0, span.end())));
      }
      outcome.put("text", rendered.text());
      outcome.put("spans", spans);
    } catch (TemplateException refused) {
      outcome.put("refused", true);
    }
    return outcome;
  }

  private static Map<String, Object> expected(Map<String, Object> each) {
    Map<String, Object> expected = new LinkedHashMap<>();
    if (each.containsKey("error")) {
      expected.put("refused", true);
    } else {
      expected.put("text", each.get("text"));
      expected.put("spans", each.get("spans"));
    }
    return expected;
  }

  @Test void everyFeatureIsThatOfTransformers() {
    for (Map<String, Object> each : maps(CASES.get("features"))) {
      String template = (String) each.get("template");
      assertEquals(expected(each),
          outcome(() -> ChatTemplate.of(template).at(NOW).render(List.of(), null, false, VARIABLES)),
          template);
    }
  }

  @Test void everyConversationIsThatOfTransformers() {
    Map<String, Object> conversations = new HashMap<>(), templates = map(CASES.get("templates"));
    for (Map<String, Object> each : maps(CASES.get("conversations")))
      conversations.put((String) each.get("name"), each);
    for (Map<String, Object> each : maps(CASES.get("chats"))) {
      Map<String, Object> conversation = map(conversations.get(each.get("conversation")));
      Map<String, Object> template = map(templates.get(each.get("template"))), extra = new HashMap<>();
      extra.putAll(map(template.get("extra")));
      if (conversation.containsKey("extra")) extra.putAll(map(conversation.get("extra")));
      if (conversation.containsKey("documents")) extra.put("documents", conversation.get("documents"));
      assertEquals(expected(each),
          outcome(() -> ChatTemplate.of((String) template.get("source")).at(NOW).render(
              maps(conversation.get("messages")), maps(conversation.get("tools")),
              (Boolean) each.get("add_generation_prompt"), extra)),
          each.get("template") + ": " + each.get("conversation"));
    }
  }

  /// What Jinja has and we do not is refused by its name, with the line, mostly before anything is rendered.
  @Test void whatIsNotSupportedIsNamed() {
    Map<String, String> refused = Map.ofEntries(
        Map.entry("{% include 'x' %}", "{% include %} is not supported"),
        Map.entry("{% block a %}{% endblock %}", "{% block %} is not supported"),
        Map.entry("{% call f() %}{% endcall %}", "{% call %} is not supported"),
        Map.entry("{{ s|urlencode }}", "filter urlencode is not supported"),
        Map.entry("{{ s|escape }}", "filter escape is not supported"),
        Map.entry("{{ s is filter }}", "test filter is not supported"),
        Map.entry("{{ s.format(1) }}", "method format of a text is not supported"),
        Map.entry("{{ '%s' % 1 }}", "formatting with % is not supported"),
        Map.entry("{{ cycler('a') }}", "cycler is not supported"),
        Map.entry("{{ f(*l) }}", "arguments with *"),
        Map.entry("{% for x in l recursive %}{% endfor %}", "recursive loop is not supported"),
        Map.entry("{{ 2 ** 0.5 }}", "** of numbers with a fraction is not supported"),
        Map.entry("{{ (s|safe) ~ 'x' }}", "safe text is not supported"),
        Map.entry("{{ range }}", "printing a function is not supported"),
        Map.entry("{{ strftime_now('%G') }}", "directive %G is not supported"),
        Map.entry("{% macro m() %}{% generation %}{% endgeneration %}{% endmacro %}{{ m() }}",
            "{% generation %} inside a macro"));
    refused.forEach((template, reason) -> {
      TemplateException said = refusal("\n" + template);
      assertTrue(said.getMessage().contains(reason), said.getMessage());
      assertTrue(said.getMessage().startsWith("chat template, line 2: "), said.getMessage());
    });
  }

  @Test void raiseExceptionSaysWhatTheTemplateSays() {
    TemplateException said = refusal("a\n\n{{ raise_exception('Only 100% users, please') }}");
    assertEquals("Only 100% users, please", said.reason());
    assertEquals(3, said.line());
  }

  @Test void textsOfTheConversationAreNotRun() {
    String attack = "{{ 7*7 }}{% for x in range(9) %}{% endfor %}{{ raise_exception('x') }}{#";
    assertEquals("user: " + attack, ChatTemplate.of("{{ messages[0].role }}: {{ messages[0].content|trim }}")
        .render(List.of(ChatTemplate.message("user", attack)), null, false, Map.of()).text());
  }

  @Test void theInputIsNotChanged() {
    Map<String, Object> message = ChatTemplate.message("user", "x");
    List<Map<String, Object>> messages = new ArrayList<>(List.of(message));
    ChatTemplate template = ChatTemplate
        .of("{% set messages = messages + [1] %}{% set ns = namespace(messages[0]) %}"
            + "{% set ns.role = 'y' %}{{ ns.role }}");
    assertEquals("y", template.render(messages, null, false, Map.of()).text());
    assertEquals(List.of(Map.of("role", "user", "content", "x")), messages);
  }

  /// Each of these would take hours, gigabytes or the whole stack.
  @Test void noTemplateHangs() {
    String loops = "{% for a in range(99999) %}".repeat(4) + "{% endfor %}".repeat(4);
    String doubling = "{% set ns = namespace(x='ab') %}{% for i in range(60) %}{% set ns.x = ns.x";
    List<String> greedy = List.of(loops, doubling + " + ns.x %}{% endfor %}",
        doubling + " ~ ns.x %}{% endfor %}",
        doubling + ".replace('a', ns.x) %}{% endfor %}", doubling + "|replace('', ns.x) %}{% endfor %}",
        doubling + "|list|join(ns.x) %}{% endfor %}", doubling + ".join([ns.x, ns.x]) %}{% endfor %}",
        "{{ 'x' * 99999999999 }}", "{{ 'x'.center(99999999999) }}", "{{ 'x\ny'|indent(99999999999) }}",
        "{{ [1] * 99999999999 }}", "{{ 7 ** 99999999999 }}", "{{ range(99999999999) }}",
        "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
        "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
        "{% set ns = namespace(x=[]) %}{% for i in range(9999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x=[]) %}{% for i in range(9999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x|tojson }}",
        "{% set ns = namespace(x=[], y=[]) %}{% for i in range(9999) %}{% set ns.x = [ns.x] %}{% set ns.y = [ns.y] %}"
            + "{% endfor %}{{ ns.x == ns.y }}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set a = 'a' * 9999999 %}{% for i in range(999) %}{{ (a + 'b') in a }}{% endfor %}",
        "{{ " + "(".repeat(100_000) + "1" + ")".repeat(100_000) + " }}", "{{ " + "-".repeat(100_000) + "1 }}",
        "{{ " + "not ".repeat(100_000) + "1 }}", "{% if 1 %}".repeat(100_000),
        "{{ 1" + "|abs".repeat(100_000) + " }}",
        "{{ 1" + "+1".repeat(100_000) + " }}", "{{ s" + ".x".repeat(100_000) + " }}",
        "{{ " + "1 if 1 else ".repeat(100_000) + "1 }}");
    for (String template : greedy) refusal(template);
  }

  /// Pieces of templates put together at random, and templates with characters changed: they render, or are refused.
  @Test void anyTemplateRendersOrIsRefused() {
    List<String> templates = new ArrayList<>();
    maps(CASES.get("features")).forEach(each -> templates.add((String) each.get("template")));
    String[] pieces = {"{{", "}}", "{%", "%}", "{#", "#}", "-", "+", "if ", "for x in ", "endfor", "endif",
        "set x = ",
        "else", "s", "l", "d", "nested", "1", "'a'", "|", "is ", "not ", "in ", "(", ")", "[", "]", "{", "}",
        ",", ":",
        ".", "~", "loop", "tojson", "map(", "list", "macro m(", "endmacro", "generation", "endgeneration",
        "\n", " ",
        "\\", "\"", "😀", "\ud800", "\0", "raw", "endraw", "sort", "*", "**", "//", "%", "==", "<",
        "items()"};
    SplittableRandom random = new SplittableRandom(11);
    for (int round = 0; round < 8_000; round++) {
      StringBuilder template = new StringBuilder();
      if (random.nextBoolean()) {
        for (int i = random.nextInt(1, 30); i > 0; i--)
          template.append(pieces[random.nextInt(pieces.length)]);
      } else {
        template.append(templates.get(random.nextInt(templates.size())));
        for (int i = random.nextInt(1, 4); i > 0; i--) {
          int at = random.nextInt(template.length() + 1);
          int end = Math.min(template.length(), at + random.nextInt(6));
          template.replace(at, end, random.nextBoolean() ? pieces[random.nextInt(pieces.length)] : "");
        }
      }
      String made = template.toString();
      try {
        render(made);
      } catch (TemplateException refused) {
        assertTrue(refused.line() > 0);
      } catch (RuntimeException | Error other) {
        throw new AssertionError("round " + round + ": " + made, other);
      }
    }
  }
}
