package dev.medley.local.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.local.settings.Patience;
import dev.medley.schemas.MemberState;
import dev.medley.schemas.MemberStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What whoever sends the first edits is told at each stage, and never as if it held where it is
 * old.
 */
class OwnTextTest {
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Map<String, Snapshot.Served> NOTHING = Map.of();
  private static final NextStep NEXT =
      new NextStep(
          "http://localhost:8080",
          List.of("support"),
          true,
          new Patience(4, Duration.ofSeconds(30), Duration.ofSeconds(5)));

  @Test
  void shouldBeginWithTheTwoRequests() {
    // Given
    OwnSnapshot start = snapshot(0, 0, 1, NOTHING);

    // When
    String step = String.join("\n", NEXT.of(start));

    // Then
    assertThat(step)
        .contains("curl http://localhost:8080/v1/chat/completions", "\"model\": \"support\"")
        .contains("curl http://localhost:8080/v1/edits");
    assertThat(OwnText.line(start, NEXT.of(start))).contains("no word from the trainer yet");
  }

  @Test
  void shouldSayWhichEditsFindNoAnswer() {
    // Given
    OwnSnapshot soon = snapshot(3, 2, 2, NOTHING);
    OwnSnapshot later = snapshot(3, 2, 60, NOTHING);

    // When
    List<String> first = NEXT.of(soon);
    List<String> then = NEXT.of(later);

    // Then
    assertThat(first).containsExactly("waiting for labels: 1 edit");
    assertThat(then.get(0)).startsWith("no label yet for 1 edit: is the \"id\" that of an answer");
  }

  @Test
  void shouldNameATaskThatNobodyLearns() {
    // Given
    Set<String> edited = Set.of("chatcmpl-%032x-suport".formatted(1));
    OwnSnapshot misspelt =
        new OwnSnapshot(
            NOW,
            Duration.ofSeconds(61),
            edited,
            edited,
            Set.of(),
            0,
            List.of(),
            NOTHING,
            Duration.ofSeconds(5));

    // When
    List<String> step = NEXT.of(misspelt);

    // Then
    assertThat(step.get(0)).startsWith("nobody learns suport here").contains("Here: support");
    assertThat(step.get(1)).startsWith("ask, and say");
  }

  @Test
  void shouldSayWhatFewLabelsWaitFor() {
    // Given
    OwnSnapshot few = snapshot(3, 3, 5, NOTHING, member("sft", MemberState.RUNNING).setLag(3));
    OwnSnapshot many = snapshot(9, 9, 5, NOTHING, member("sft", MemberState.RUNNING).setLag(9));

    // When
    List<String> step = NEXT.of(few);

    // Then
    assertThat(step)
        .containsExactly(
            "support/sft begins to learn 3 labels once there are 4, or the oldest has waited for"
                + " 30 s");
    assertThat(NEXT.of(many)).containsExactly("support/sft has 9 to learn");
  }

  @Test
  void shouldNameARefusedMemberFirst() {
    // Given
    MemberStatus.Builder refused =
        member("dpo", MemberState.REFUSED).setReason("its state is of another base model");

    // When
    List<String> step = NEXT.of(snapshot(9, 9, 5, NOTHING, refused));

    // Then
    assertThat(step.get(0))
        .startsWith("support/dpo is refused: its state is of another base model.")
        .endsWith("press Retry at http://localhost:8080/console");
  }

  @Test
  void shouldCompareTheFreshestArmWithTheBase() {
    // Given
    Map<String, Snapshot.Served> served =
        Map.of(
            "support/base", new Snapshot.Served(0, 9, Optional.empty()),
            "support/dpo", new Snapshot.Served(1, 0, Optional.of(Duration.ofSeconds(40))),
            "support/sft", new Snapshot.Served(2, 0, Optional.of(Duration.ofSeconds(12))));
    OwnSnapshot now = snapshot(10, 10, 30, served, member("sft", MemberState.RUNNING));

    // When
    List<String> step = NEXT.of(now);

    // Then
    assertThat(step.get(0)).contains("support/sft has learnt, support/base has not");
    assertThat(step.get(1)).contains("\"model\": \"support/sft\"");
    assertThat(String.join("\n", OwnText.block(now, step)))
        .contains("10 edits taken, 10 labelled, 0 dead letters")
        .containsPattern("support/sft +running +0 +0 s +0 s +v2 +12 s");
  }

  @Test
  void shouldShowWhatIsOldAsOld() {
    // Given
    MemberStatus.Builder gone =
        member("sft", MemberState.RUNNING).setLag(7).setAt(NOW.minusSeconds(300));
    MemberStatus.Builder cut =
        member("dpo", MemberState.RUNNING).setLag(7).setMeasuredAt(NOW.minusSeconds(200));

    MemberStatus.Builder before =
        member("rl", MemberState.RUNNING).setLag(7).setMeasuredAt(NOW.minusSeconds(20));
    OwnSnapshot now = snapshot(9, 9, 5, NOTHING, gone, cut, before);

    // When
    String block = String.join("\n", OwnText.block(now, List.of()));

    // Then
    assertThat(block).containsPattern("support/sft +no word for 300 s +- +- +- ");
    assertThat(block).containsPattern("support/dpo +running +- +- +- ");
    assertThat(block).containsPattern("support/rl +running +7, 20 s ago");
    assertThat(NEXT.of(now).get(0)).startsWith("members learn");
  }

  private static Set<String> ids(long count) {
    return LongStream.range(0, count)
        .mapToObj("chatcmpl-%032x-support"::formatted)
        .collect(Collectors.toSet());
  }

  private static OwnSnapshot snapshot(
      long edits,
      long labelled,
      long quietSeconds,
      Map<String, Snapshot.Served> served,
      MemberStatus.Builder... members) {
    return new OwnSnapshot(
        NOW,
        Duration.ofSeconds(61),
        ids(edits),
        ids(labelled),
        Set.of(),
        0,
        List.of(members).stream().map(MemberStatus.Builder::build).toList(),
        served,
        Duration.ofSeconds(quietSeconds));
  }

  private static MemberStatus.Builder member(String name, MemberState state) {
    return MemberStatus.newBuilder()
        .setTask("support")
        .setMember(name)
        .setKind(name)
        .setOwner("trainer")
        .setState(state)
        .setReason("")
        .setSince(NOW)
        .setLag(0)
        .setLagSeconds(0)
        .setEtaSeconds(0)
        .setMeasuredAt(NOW)
        .setVersion(0)
        .setSteps(0)
        .setEditsSeen(0)
        .setAt(NOW);
  }
}
