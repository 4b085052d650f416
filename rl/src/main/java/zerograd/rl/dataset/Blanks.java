package zerograd.rl.dataset;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Fills the blanks of a template: `{name}` becomes the text of that name. What was filled in is not looked
/// at again, so a question may contain braces.
final class Blanks {

  private static final Pattern BLANK = Pattern.compile("\\{(\\w+)}");

  private Blanks() {}

  static String fill(String template, Map<String, String> texts) {
    return BLANK.matcher(template).replaceAll(blank -> Matcher.quoteReplacement(
        texts.getOrDefault(blank.group(1), blank.group())));
  }
}
