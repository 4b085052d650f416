package zerograd.rl.analysis;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// All that is measured of one response.
///
/// @param reply without its texts
/// @param ahaWords which of [WordList#aha] its thinking has
/// @param keywords occurrences of [WordList#zoo]
/// @param thinking the language of its thinking; of all of it, where it keeps no thinking apart
/// @param answer the language of its answer; NEITHER where it keeps none apart
/// @param isValid whether it keeps thinking and answer apart
/// @param scripts the scripts of all of it
/// @param behaviours what it announces
/// @param isBoxed whether an answer is in a box
/// @param isRepeat see [Repetition#isRepeat]
/// @param repetition see [Repetition#ratio], for n = 4
/// @param hacks the tricks it plays
public record ReplyAnalysis(Reply reply, List<String> ahaWords, int keywords, Language thinking,
    Language answer,
    boolean isValid, Scripts scripts, Set<Behaviour> behaviours, boolean isBoxed, boolean isRepeat,
    double repetition, Set<RewardHack> hacks) {

  /// Looks at a response.
  public static ReplyAnalysis of(Reply reply) {
    String text = reply.text();
    ResponseParts parts = ResponseParts.of(reply.prompt(), text);
    String thinking = parts.thinking().orElse(text);
    Set<Behaviour> behaviours = EnumSet.noneOf(Behaviour.class);
    for (Behaviour behaviour : Behaviour.values()) if (behaviour.isIn(text)) behaviours.add(behaviour);
    Set<RewardHack> hacks = EnumSet.noneOf(RewardHack.class);
    for (RewardHack hack : RewardHack.values()) if (hack.isIn(reply.prompt(), text)) hacks.add(hack);
    Reply numbers = new Reply(reply.step(), reply.group(), reply.sample(), "", "", reply.tokens(),
        reply.reward(), reply.isRight(), reply.isClipped());
    return new ReplyAnalysis(numbers, WordList.aha().in(thinking), WordList.zoo().occurrences(text),
        Language.of(thinking), parts.answer().map(Language::of).orElse(Language.NEITHER), parts.isValid(),
        Scripts.of(text), behaviours, Boxed.isIn(text), Repetition.isRepeat(text), Repetition.ratio(text, 4),
        hacks);
  }
}
