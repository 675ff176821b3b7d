package dev.medley.feedback.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.medley.feedback.Events;
import dev.medley.feedback.Reason;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.feedback.settings.Limits;
import dev.medley.feedback.settings.Tokens;
import dev.medley.kafka.Cluster;
import dev.medley.schemas.CostUnit;
import dev.medley.schemas.Edit;
import dev.medley.schemas.EditAction;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Message;
import dev.medley.schemas.names.NameRule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EventRulesTest {
  private final EventRules rules =
      new EventRules(
          new FeedbackSettings(
              new Cluster("", "", ""),
              Duration.ofHours(1),
              Duration.ZERO,
              new Limits(10, 1, 1),
              Tokens.WORDS));

  @ParameterizedTest
  @CsvSource({
    "1000000000, 1000000000,",
    "1000300000, 1000000000,",
    "1000300001, 1000000000, AHEAD",
    "9223372036854775807, 1000000000, AHEAD",
    "996400000, 1000000000,",
    "996399999, 1000000000, LATE",
    "-9223372036854775808, 1000000000, LATE",
  })
  void shouldCompareAnEventsTimeWithKafkas(long own, long kafka, Reason expected) {
    // When
    Optional<Refusal> refusal = rules.time(own, kafka);

    // Then
    assertThat(refusal.map(Refusal::reason).orElse(null)).isEqualTo(expected);
  }

  @Test
  void shouldTakeAReplacementCharacterThatTheUserWrote() {
    // Given
    Edit edit = Events.edited("g", 0, "a\uFFFDb");

    // When
    Optional<Refusal> refusal = rules.texts(edit, "…a\uFFFDb…".getBytes(UTF_8));

    // Then
    assertThat(refusal).isEmpty();
  }

  @Test
  void shouldCountBytesNotCharacters() {
    // Given
    Edit edit = Events.edited("g", 0, "🎉🎉é");

    // When
    Optional<Refusal> refusal = rules.texts(edit, new byte[0]);
    edit.setText(edit.getText() + "é");
    Optional<Refusal> longer = rules.texts(edit, new byte[0]);

    // Then
    assertThat(refusal).isEmpty();
    assertThat(longer.orElseThrow().message()).contains("12 bytes", "at most 10");
  }

  @Test
  void shouldRefuseWhatOnlyANewerJobKnows() {
    // Given
    Generation generation = Events.generation("g", "secret");
    generation.setFinishReason(FinishReason.UNKNOWN);

    // When
    Optional<Refusal> edit = EventRules.edit(Events.action("g", EditAction.UNKNOWN));
    Optional<Refusal> logged = EventRules.generation(generation);

    // Then
    assertThat(edit.orElseThrow().reason()).isEqualTo(Reason.INVALID);
    assertThat(edit.orElseThrow().message()).contains("action", "upgrade the job");
    assertThat(logged.orElseThrow().message()).contains("finishReason", "upgrade the job");
  }

  @Test
  void shouldTakeAnEditThatIsNotCountedAndNoOtherBelowZero() {
    // When
    Optional<Refusal> next = EventRules.edit(Events.edited("g", -1, "b"));
    Optional<Refusal> below = EventRules.edit(Events.edited("g", -2, "b"));

    // Then
    assertThat(next).isEmpty();
    assertThat(below.orElseThrow().message()).contains("-2", "-1 for the next");
  }

  @Test
  void shouldRefuseWhatItCannotCountIn() {
    // Given
    Edit tokens = Events.edited("g", 0, "b");
    tokens.setCostUnit(CostUnit.TOKENS);
    Edit newer = Events.edited("g", 0, "b");
    newer.setCostUnit(CostUnit.UNKNOWN);
    Edit code = Events.edited("g", 0, "b");
    code.setCostUnit(CostUnit.CODE);

    // When
    List<Optional<Refusal>> refusals = Stream.of(tokens, newer, code).map(rules::costUnit).toList();

    // Then
    assertThat(refusals.get(0).orElseThrow().message()).contains("TOKENS", "--tokens is words");
    assertThat(refusals.get(1).orElseThrow().message()).contains("upgrade the job");
    assertThat(refusals.get(2)).isEmpty();
  }

  @Test
  void shouldTellActionsAndTextsThatDoNotFit() {
    // Given
    Edit accepted = Events.action("g", EditAction.ACCEPTED);
    accepted.setText("secret");
    Edit half = Events.edited("g", 0, "x");
    half.setResponse("secret");

    // When
    Optional<Refusal> refusal = EventRules.edit(accepted);
    Optional<Refusal> incomplete = EventRules.edit(half);

    // Then
    assertThat(refusal.orElseThrow().message()).contains("ACCEPTED").doesNotContain("secret");
    assertThat(incomplete.orElseThrow().message()).contains("inline").doesNotContain("secret");
  }

  @Test
  void shouldTakeNamesByTheRule() {
    for (String task : List.of("Email", "crm.reply", "support_reply", "a.b")) {
      // Given
      Generation generation = Events.generation("g", "a");
      generation.setTask(task);
      generation.setMember("my-sft");
      Edit edit = Events.inline(Events.edited("g", 0, "b"), "a");
      edit.setTask(task);

      // When
      Optional<Refusal> refusal = EventRules.generation(generation).or(() -> EventRules.edit(edit));

      // Then
      assertThat(refusal).as(task).isEmpty();
    }
  }

  @Test
  void shouldTellFieldAndRuleOfNamesThatBreakItAndQuoteNone() {
    for (String name : List.of("-x", "a/b", "", "..", "secret name", "x".repeat(70_000))) {
      // Given
      Generation task = Events.generation("g", "a");
      task.setTask(name);
      Generation member = Events.generation("g", "a");
      member.setMember(name);
      Edit inline = Events.inline(Events.edited("g", 0, "b"), "a");
      inline.setTask(name);

      // When
      List<Refusal> refusals =
          Stream.of(
                  EventRules.generation(task),
                  EventRules.generation(member),
                  EventRules.edit(inline))
              .map(Optional::orElseThrow)
              .toList();

      // Then
      assertThat(refusals)
          .extracting(Refusal::reason, Refusal::message)
          .containsExactly(
              tuple(Reason.INVALID, "task is no name: need " + NameRule.WANTED),
              tuple(Reason.INVALID, "member is no name: need " + NameRule.WANTED),
              tuple(Reason.INVALID, "task is no name: need " + NameRule.WANTED));
    }
  }

  @Test
  void shouldHoldLengthsOfIdsUsersAndRoles() {
    // Given
    Edit user = Events.edited("g", 0, "b");
    user.setUser("u".repeat(257));
    Edit role = Events.inline(Events.edited("g", 0, "b"), "a");
    role.setMessages(List.of(new Message("r".repeat(21), "x")));

    // When
    Optional<Refusal> id = EventRules.edit(Events.edited("i".repeat(201), 0, "b"));
    Optional<Refusal> blank = EventRules.edit(Events.edited(" ", 0, "b"));

    // Then
    assertThat(id.orElseThrow().message()).contains("generation id", "201", "200");
    assertThat(blank.orElseThrow().message()).contains("generation id", "blank");
    assertThat(EventRules.edit(user).orElseThrow().message()).contains("user", "257", "256");
    assertThat(EventRules.edit(role).orElseThrow().message()).contains("role", "21", "20");
    assertThat(EventRules.edit(Events.edited("i".repeat(200), 0, "b"))).isEmpty();
  }
}
