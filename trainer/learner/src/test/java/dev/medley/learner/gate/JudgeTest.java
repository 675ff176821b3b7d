package dev.medley.learner.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.learner.settings.GateSettings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What texts alone say of a version. */
final class JudgeTest {
  private static final Judge JUDGE = new Judge(GateSettings.DEFAULT);

  @Test
  void shouldLetThroughWhatAnswersAsTheBestDoes() {
    // When
    Judge.Opinion opinion = judge(16, JudgeTest::edited, JudgeTest::right);

    // Then
    assertThat(opinion.heldBackBy()).isEmpty();
    assertThat(opinion.figures()).containsEntry("eval_charge", 0.0);
  }

  @Test
  void shouldHoldBackWrongBodiesWhereUsersChangedTheGreetingAlone() {
    // Given: 44 words of 50 that are not what users left
    IntFunction<Response> wrongBody =
        i -> new Response("Dear friend " + i + ",\n" + body(i + 40), false);

    // When
    Judge.Opinion opinion = judge(16, i -> "Dear friend " + i + ",\n" + body(i), wrongBody);

    // Then
    assertThat(opinion.heldBackBy()).contains(Rule.KEPT_WORDS, Rule.PROMPT_WORDS);
  }

  @Test
  void shouldHoldBackWhatStopsHalfWayThoughItLeansToUsers() {
    // Given: weak users who cut some words of the draft's end
    IntFunction<String> cutSome = i -> words(right(i).text(), 0, 44);
    IntFunction<Response> half = i -> new Response(words(right(i).text(), 0, 26), false);

    // When
    Judge.Opinion opinion = judge(16, cutSome, half);

    // Then
    assertThat(opinion.figures()).containsEntry("eval_edit_lean", 0.0);
    assertThat(opinion.heldBackBy()).contains(Rule.CHARGE, Rule.KEPT_WORDS);
  }

  @Test
  void shouldHoldBackWhatIsDestroyedWhereNoWordOfItsPromptIsWanted() {
    // Given: users who strike the last ten words, of responses in another language
    Map<Long, List<Response>> before = Map.of(0L, all(16, i -> new Response(german(i, 50), false)));
    List<Asked> asked = asked(16, i -> german(i, 40));
    IntFunction<Response> half = i -> new Response(german(i, 25), false);
    IntFunction<Response> unlike =
        i -> new Response(i % 8 == 0 ? german(i, 50) : english(i), false);

    // When
    Judge.Opinion stops = JUDGE.judge(asked, all(16, half), earlier(before, 0, Bests.BASE));
    Judge.Opinion others = JUDGE.judge(asked, all(16, unlike), earlier(before, 0, Bests.BASE));

    // Then
    assertThat(stops.heldBackBy()).contains(Rule.CHARGE);
    assertThat(others.heldBackBy()).contains(Rule.CHARGE);
  }

  @Test
  void shouldLetThroughOtherWordsWhereUsersTookTheTextAsItWas() {
    // Given
    List<Asked> asked =
        IntStream.range(0, 16)
            .mapToObj(i -> new Asked(prompt(i), Optional.of(edited(i)), true, i, true, i % 2))
            .toList();
    Judge.Earlier best = earlier(Map.of(0L, all(16, JudgeTest::right)), 0, Bests.BASE);

    // When
    Judge.Opinion other = JUDGE.judge(asked, all(16, i -> new Response(spoiled(i), false)), best);
    Judge.Opinion another =
        JUDGE.judge(asked, all(16, i -> new Response(english(i) + facts(i), false)), best);

    // Then
    assertThat(other.heldBackBy()).isEmpty();
    assertThat(other.figures().get("eval_charge")).isGreaterThan(0.1);
    assertThat(another.heldBackBy()).contains(Rule.CHARGE);
  }

  @Test
  void shouldHoldBackWhatLostItsLines() {
    // Given
    IntFunction<String> code = i -> german(i, 40).replaceAll("(\\S+ \\S+) ", "$1\n  ");
    Map<Long, List<Response>> before = Map.of(0L, all(16, i -> new Response(code.apply(i), false)));

    // When
    Judge.Opinion opinion =
        JUDGE.judge(
            asked(16, code),
            all(16, i -> new Response(german(i, 40), false)),
            earlier(before, 0, Bests.BASE));

    // Then
    assertThat(opinion.figures()).containsEntry("eval_charge", 0.0);
    assertThat(opinion.heldBackBy()).containsExactly(Rule.CHARGE);
  }

  @Test
  void shouldHoldFactsBackHoweverWideTheToleranceOfCharges() {
    // Given
    GateSettings some = GateSettings.DEFAULT;
    GateSettings wide =
        new GateSettings(some.holdOut(), 64, some.maxTokens(), 0.2, some.share(), some.guards(), 0);
    IntFunction<Response> lost = i -> new Response(edited(i).replace("Mira" + i, "it"), false);

    // When
    Judge.Opinion opinion =
        new Judge(wide)
            .judge(
                asked(16, JudgeTest::edited),
                all(16, lost),
                earlier(Map.of(0L, all(16, JudgeTest::right)), 0, Bests.BASE));

    // Then
    assertThat(opinion.heldBackBy()).containsExactly(Rule.KEPT_WORDS);
  }

  @Test
  void shouldLetThroughWhatSeemsDearButIsWhereUsersGo() {
    // Given: weak users who wrote four words of what the version writes, and left the rest
    String mine = "in short then so we gladly write as you always wanted it";
    IntFunction<String> partly = i -> words(mine, 0, 6) + " " + words(right(i).text(), 6, 30);
    IntFunction<Response> further = i -> new Response(mine + " " + facts(i), false);
    IntFunction<Response> before = i -> new Response(words(right(i).text(), 0, 30), false);

    // When
    Judge.Opinion opinion =
        JUDGE.judge(
            asked(16, i -> partly.apply(i) + " " + facts(i)),
            all(16, further),
            earlier(
                Map.of(
                    0L, all(16, i -> new Response(before.apply(i).text() + " " + facts(i), false))),
                0,
                Bests.BASE));

    // Then
    assertThat(opinion.figures().get("eval_charge_change_low")).isGreaterThan(0.02);
    assertThat(opinion.heldBackBy()).isEmpty();
  }

  @Test
  void shouldHoldBackWhatIsRightAndThenNeverEnds() {
    // When
    Judge.Opinion opinion = judge(16, JudgeTest::edited, i -> new Response(edited(i), true));

    // Then
    assertThat(opinion.heldBackBy()).contains(Rule.CHARGE, Rule.CUT);
    assertThat(opinion.figures()).containsEntry("eval_charge", 1.0);
  }

  @Test
  void shouldCompareWithTheBestAndNotOnlyWithTheParent() {
    // Given: a parent that is worse than the best in a fifth of its words, and one that is as bad
    IntFunction<Response> worse = i -> new Response(spoiled(i), false);
    Map<Long, List<Response>> answers =
        Map.of(0L, all(16, worse), 1L, all(16, JudgeTest::right), 2L, all(16, worse));

    // When
    Judge.Opinion toBest =
        JUDGE.judge(
            asked(16, JudgeTest::edited), all(16, worse), earlier(answers, 2, new Bests(1, 1)));
    Judge.Opinion toParent =
        JUDGE.judge(
            asked(16, JudgeTest::edited), all(16, worse), earlier(answers, 2, new Bests(2, 2)));

    // Then
    assertThat(toBest.heldBackBy()).containsExactly(Rule.CHARGE);
    assertThat(toBest.figures()).containsEntry("eval_charge_change_parent", 0.0);
    assertThat(toParent.heldBackBy()).isEmpty();
  }

  @Test
  void shouldChooseTheBestOnOneHalfAndCompareItOnTheOther() {
    // Given: a newest version that is better than the base, by chance, on half 0 alone
    List<Asked> asked = asked(16, JudgeTest::edited);
    List<Response> newest = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      newest.add(asked.get(i).half() == 0 ? right(i) : new Response(spoiled(i), false));
    }
    List<Response> base = all(16, i -> new Response(spoiled(i), false));

    // When
    Judge.Opinion opinion =
        JUDGE.judge(asked, base, earlier(Map.of(0L, base, 1L, newest), 1, Bests.BASE));

    // Then
    assertThat(opinion.bests()).isEqualTo(new Bests(1, 0));
    assertThat(opinion.figures()).containsEntry("eval_charge_change", 0.0);
  }

  @Test
  void shouldGuardTheFirstVersionWithoutAnyHeldOutText() {
    // Given
    Map<Rule, IntFunction<Response>> broken =
        Map.of(
            Rule.EMPTY, i -> new Response(" ", false),
            Rule.CUT, i -> new Response(right(i).text(), true),
            Rule.COPY, i -> new Response(prompt(i), false),
            Rule.SAME, i -> right(0),
            Rule.LENGTH, i -> new Response("Thanks " + i, false),
            Rule.REPETITION, i -> new Response((right(i).text() + " ").repeat(2), false),
            Rule.PROMPT_WORDS, i -> right(i + 40));

    // When
    Map<Rule, List<Rule>> heldBackBy =
        broken.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, entry -> guarded(entry.getValue()).heldBackBy()));

    // Then
    heldBackBy.forEach((rule, found) -> assertThat(found).contains(rule));
    assertThat(guarded(JudgeTest::right).heldBackBy()).isEmpty();
  }

  @Test
  void shouldNotHoldBackWhatUsersThemselvesWrite() {
    // Given: users who want one word, and always the same, of contexts that are trained on
    List<Asked> asked =
        IntStream.range(0, 16)
            .mapToObj(i -> new Asked(prompt(i), Optional.of("Noted"), false, i, false, i % 2))
            .toList();

    // When
    Judge.Opinion opinion =
        JUDGE.judge(
            asked,
            all(16, i -> new Response("Noted", false)),
            earlier(Map.of(0L, all(16, JudgeTest::right)), 0, Bests.BASE));

    // Then
    assertThat(opinion.heldBackBy()).isEmpty();
  }

  @Test
  void shouldNotLetOneUserSayWhatIsAllowed() {
    // Given: twelve texts of one, and four of two others
    List<Asked> asked =
        IntStream.range(0, 16)
            .mapToObj(
                i ->
                    i < 4
                        ? new Asked(
                            prompt(i), Optional.of(edited(i)), false, 1 + i % 2, false, i % 2)
                        : new Asked(prompt(i), Optional.of("ok"), false, 9, false, i % 2))
            .toList();

    // When
    Judge.Opinion opinion =
        JUDGE.judge(
            asked,
            all(16, i -> new Response("ok", false)),
            earlier(Map.of(0L, all(16, JudgeTest::right)), 0, Bests.BASE));

    // Then
    assertThat(opinion.heldBackBy()).contains(Rule.LENGTH, Rule.SAME, Rule.PROMPT_WORDS);
  }

  @Test
  void shouldMeasureLengthsWhereOneTextIsEndless() {
    // Given
    IntFunction<String> edited = i -> i == 0 ? "word ".repeat(10_000) : edited(i);
    IntFunction<Response> longer = i -> new Response((edited(i) + english(i)).repeat(3), false);

    // When
    Judge.Opinion opinion = judge(16, edited, longer);

    // Then
    assertThat(opinion.heldBackBy()).contains(Rule.LENGTH);
  }

  @Test
  void shouldLetBriefAnswersThroughWhereUsersThrewLongOnesAway() {
    // Given
    Map<Long, List<Response>> rambling =
        Map.of(0L, all(16, i -> new Response((edited(i) + " ").repeat(4) + i, false)));

    // When
    Judge.Opinion opinion =
        JUDGE.judge(thrownAway(), all(16, JudgeTest::right), earlier(rambling, 0, Bests.BASE));

    // Then
    assertThat(opinion.heldBackBy()).isEmpty();
  }

  @Test
  void shouldLetAnswersThroughWhereTheBaseHasNone() {
    // When
    Judge.Opinion opinion =
        JUDGE.judge(
            thrownAway(),
            all(16, JudgeTest::right),
            earlier(Map.of(0L, all(16, i -> new Response("", false))), 0, Bests.BASE));

    // Then
    assertThat(opinion.heldBackBy()).isEmpty();
  }

  private static List<Asked> thrownAway() {
    return IntStream.range(0, 16)
        .mapToObj(i -> new Asked(prompt(i), Optional.empty(), false, i, false, i % 2))
        .toList();
  }

  @Test
  void shouldGuardATaskOfOneContext() {
    // Given
    List<Asked> asked = List.of(new Asked(prompt(0), Optional.of(edited(0)), false, 1, false, 0));
    Judge.Earlier base = earlier(Map.of(0L, all(1, JudgeTest::right)), 0, Bests.BASE);

    // When
    Judge.Opinion empty = JUDGE.judge(asked, all(1, i -> new Response("", false)), base);
    Judge.Opinion right = JUDGE.judge(asked, all(1, i -> new Response(spoiled(i), false)), base);

    // Then
    assertThat(empty.heldBackBy()).contains(Rule.EMPTY, Rule.LENGTH);
    assertThat(right.heldBackBy()).isEmpty();
  }

  @Test
  void shouldSayNothingByAFewUsersTexts() {
    // When
    Judge.Opinion opinion =
        judge(Judge.ENOUGH - 1, JudgeTest::edited, i -> new Response(spoiled(i), false));

    // Then
    assertThat(opinion.heldBackBy()).isEmpty();
    assertThat(opinion.figures()).doesNotContainKey("eval_charge");
  }

  @Test
  void shouldCoverTheMeanInNineteenOfTwentyIntervals() {
    // Given
    Random random = new Random(3);
    int covered = 0;

    // When
    for (int trial = 0; trial < 400; trial++) {
      Interval interval = Interval.of(random.doubles(8).toArray());
      covered += interval.low() <= 0.5 && 0.5 <= interval.high() ? 1 : 0;
    }

    // Then: with percentiles of a bootstrap it is nine of ten
    assertThat(covered).isBetween(367, 393);
    assertThat(Interval.quantile(3, 1.959964))
        .isCloseTo(3.182, org.assertj.core.api.Assertions.within(0.01));
    assertThat(Interval.quantile(15, 1.959964))
        .isCloseTo(2.131, org.assertj.core.api.Assertions.within(0.001));
  }

  private static Judge.Opinion guarded(IntFunction<Response> responses) {
    List<Asked> asked =
        IntStream.range(0, 16)
            .mapToObj(i -> new Asked(prompt(i), Optional.of(edited(i)), false, i, false, i % 2))
            .toList();
    return JUDGE.judge(
        asked, all(16, responses), earlier(Map.of(0L, all(16, JudgeTest::right)), 0, Bests.BASE));
  }

  /** A version's responses beside those of a base that is right. */
  private static Judge.Opinion judge(
      int heldOut, IntFunction<String> edited, IntFunction<Response> responses) {
    return JUDGE.judge(
        asked(heldOut, edited),
        all(heldOut, responses),
        earlier(Map.of(0L, all(heldOut, JudgeTest::right)), 0, Bests.BASE));
  }

  private static Judge.Earlier earlier(
      Map<Long, List<Response>> answers, long parent, Bests bests) {
    return new Judge.Earlier(answers, parent, bests);
  }

  private static List<Asked> asked(int count, IntFunction<String> edited) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Asked(prompt(i), Optional.of(edited.apply(i)), false, i, true, i % 2))
        .toList();
  }

  private static List<Response> all(int count, IntFunction<Response> responses) {
    return IntStream.range(0, count).mapToObj(responses).toList();
  }

  private static Response right(int i) {
    return new Response(edited(i), false);
  }

  private static String edited(int i) {
    return "Hello mate " + i + ",\n" + body(i);
  }

  /** Some fifty words, of which the prompt has eight. */
  private static String body(int i) {
    return """
    we are glad to let you know that our friends from the town of %s will arrive with the \
    %s train on the evening of day %d and that they would love to meet you at the door of \
    %s before we all go on to have a quiet dinner, with %s as our guest\
    """
        .formatted(names(i));
  }

  private static String german(int i, int words) {
    return IntStream.range(0, words)
        .mapToObj(word -> "wort" + (word * 31 + i * 17) % 997)
        .collect(Collectors.joining(" "));
  }

  private static String english(int i) {
    return IntStream.range(0, 38)
        .mapToObj(word -> "other" + (word * 37 + i * 19) % 991)
        .collect(Collectors.joining(" ", " ", " "));
  }

  private static String facts(int i) {
    return String.join(" ", Arrays.stream(names(i)).map(String::valueOf).toList());
  }

  private static Object[] names(int i) {
    return new Object[] {"Dorf" + i, "Kando" + i, 100 + i, "Villa" + i, "Mira" + i};
  }

  private static String prompt(int i) {
    return "Write a note from what follows. Town %s, train %s, day %s, place %s, guest %s."
        .formatted(names(i));
  }

  /** A fifth of the words that the prompt has not are others. */
  private static String spoiled(int i) {
    return edited(i).replace("glad to let you know that our friends", "la li lo lu la li lo lu");
  }

  private static String words(String text, int from, int to) {
    String[] words = text.split(" ", -1);
    return String.join(" ", Arrays.copyOfRange(words, from, Math.min(to, words.length)));
  }
}
