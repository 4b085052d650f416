package zerograd.tests.rules;

import static zerograd.tests.rules.Recorded.option;
import static zerograd.tests.rules.Recorded.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import zerograd.rl.math.ChoiceFinder;
import zerograd.rl.math.MathVerifyGrader;

/// The verifier against Math-Verify's own cases, and against its verdicts on 3,000 pairs of answers.
class MathVerifyGraderTest {

  @Test void itsOwnCasesEndAsItSays() {
    Recorded.compare("Math-Verify's cases", Recorded.lines("math_verify_test_vectors.jsonl"),
        vector -> vector.has("gold")
            ? verdict(vector) == (vector.get("expected").asInt() == 1)
            : choosesAsRecorded(vector),
        0.95);
  }

  @Test void pairsAreJudgedAsItJudges() {
    MathVerifyGrader grader = MathVerifyGrader.standard();
    Recorded.compare("Math-Verify on pairs", Recorded.lines("math_equal_pairs.jsonl"),
        pair -> grader.equal(boxed(text(pair, "gold")), boxed(text(pair, "pred"))) == pair.get("math_verify")
            .asBoolean(),
        0.97);
  }

  static String boxed(String answer) {
    return answer.contains("\\boxed") ? answer : "\\boxed{" + answer + "}";
  }

  private static boolean verdict(JsonNode vector) {
    Set<String> kinds = option(vector, "match_types", MathVerifyGraderTest::texts, Set.of("latex", "expr"));
    boolean boxedFirst = option(vector, "boxed_match_priority", JsonNode::asInt, 0) == 0;
    MathVerifyGrader grader = new MathVerifyGrader(kinds.contains("latex"), kinds.contains("expr"),
        boxedFirst,
        option(vector, "precision", JsonNode::asInt, 6), option(vector, "strict", JsonNode::asBoolean, true),
        option(vector, "allow_set_relation_comp", JsonNode::asBoolean, false));
    return grader.equal(text(vector, "gold"), text(vector, "pred"));
  }

  private static Set<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asString()));
    return Set.copyOf(texts);
  }

  /// Cases that look for words: the expected list is the word in lower case and as it was found, or nothing.
  private static boolean choosesAsRecorded(JsonNode vector) {
    Matcher strings = Pattern.compile("strings=\\((.*?)\\)").matcher(text(vector, "config"));
    if (!strings.find()) return false;
    List<String> words = Arrays.stream(strings.group(1).split(",")).map(word -> word.replace("'", "").strip())
        .filter(word -> !word.isEmpty()).toList();
    List<String> found = new ChoiceFinder(words).find(text(vector, "pred"))
        .map(word -> List.of(word.toLowerCase(Locale.ROOT), word)).orElse(List.of());
    return text(vector, "expected")
        .equals(found.stream().map(word -> "'" + word + "'").collect(Collectors.joining(", ", "[", "]")));
  }
}
