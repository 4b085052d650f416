package zerograd.tests.fuzz;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import zerograd.models.chat.ChatTemplate;
import zerograd.models.chat.TemplateException;
import zerograd.testkit.fuzz.FuzzTarget;

/// A chat template, rendered with messages, tools and documents.
public final class TemplateTarget implements FuzzTarget {

  private static final List<Map<String, Object>> MESSAGES = List.of(
      ChatTemplate.message("system", "Be brief."), ChatTemplate.message("user", "Hi {{ x }}\n"),
      Map.of("role", "assistant", "content", List.of(Map.of("type", "text", "text", "é🙂")), "tool_calls",
          List.of(Map.of("function", Map.of("name", "f", "arguments", Map.of("a", 1.5, "b", "{\"c\": 2}"))))),
      ChatTemplate.message("tool", "3"));
  private static final List<Map<String, Object>> TOOLS = List.of(Map.of("type", "function", "function",
      Map.of("name", "f", "parameters", Map.of("type", "object", "required", List.of("a")))));

  @Override public boolean parse(byte[] input) {
    try {
      ChatTemplate template = ChatTemplate.of(new String(input, StandardCharsets.UTF_8))
          .at(LocalDateTime.of(2024, 7, 26, 12, 30));
      template.render(MESSAGES, TOOLS, true, Map.of("bos_token", "<s>", "n", 7, "big", Long.MAX_VALUE));
      return true;
    } catch (TemplateException refusal) {
      return Refusals.refused(refusal);
    }
  }

  /// A template may take twenty million steps of its own, each of several blocks.
  @Override public long steps() { return 2_000_000_000; }

  /// And build texts of sixteen million characters on the way.
  @Override public long bytes() { return 2L << 30; }

  @Override public List<String> words() {
    return List.of("{% for m in messages %}", "{% endfor %}", "{% if ", "{% elif ", "{% else %}",
        "{% endif %}", "{% set x = ", " %}",
        "{{ ", " }}", "{%- ", " -%}", "{# ", " #}", "{% macro f(a, b=1) %}", "{% endmacro %}", "{{ f(1) }}",
        "{% generation %}",
        "{% endgeneration %}", "{% break %}", "{% continue %}", "{% raw %}", "{% endraw %}",
        "{% filter upper %}",
        "{% endfilter %}", "{% call f() %}", "{% endcall %}", "{% with a = 1 %}", "{% endwith %}",
        "namespace(a=1)",
        "range(1000000)", "range(10)", " | tojson", " | tojson(indent=9999)", " | join(',')", " | length",
        " | trim",
        " | replace('a', 'aa')", " | map(attribute='role')", " | selectattr('role', 'equalto', 'user')",
        " | list",
        " | string", " | int", " | items", " | indent(99)", " | sort", " | unique", " | first", " | last",
        " | default('x')",
        " is defined", " is string", " is mapping", " in ", " not ", " and ", " or ", " ~ ", " ** ", " // ",
        " % ", " * ",
        "loop.index", "loop.last", "loop.previtem", "messages", "tools", "message['content']", ".content",
        ".strip()",
        ".split('a')", ".startswith('a')", ".replace('', 'aa')", ".format(1)", ".__class__", "[::-1]",
        "[1:2]", "[-1]",
        "raise_exception('x')", "strftime_now('%d %b %Y')", "bos_token", "big", "n", "'a' * 99999999",
        "999999999999", "1e308",
        "none", "true", "(", ")", "[", "]", "{", "}", "'", "\"", "\\", "x if x else y", "lambda",
        "recursive");
  }
}
