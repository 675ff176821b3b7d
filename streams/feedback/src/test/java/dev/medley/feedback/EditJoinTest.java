package dev.medley.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rules of joining, on Flink's own operator; times are milliseconds. */
final class EditJoinTest {
  private static final long WINDOW = 600_000;
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final Duration QUIET = Duration.ofSeconds(5);

  private KeyedTwoInputStreamOperatorTestHarness<String, Event, Event, Matched> harness;

  private void open(Duration settle) throws Exception {
    FeedbackSettings settings =
        new FeedbackSettings(
            "",
            "",
            "",
            new Properties(),
            Duration.ofMillis(WINDOW),
            settle,
            new Limits(1000, 3, 10),
            Tokens.WORDS,
            FeedbackSettings.TRANSACTION_TIMEOUT);
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new KeyedCoProcessOperator<>(new EditJoin(settings)),
            event -> event.id,
            event -> event.id,
            Types.STRING);
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void shouldMatchWhicheverComesFirst() throws Exception {
    for (boolean editFirst : List.of(true, false)) {
      // Given
      open(AT_ONCE);
      if (editFirst) {
        edit("g", 0, "text", 5);
      } else {
        generation("g", 5);
      }
      assertThat(revisions()).isEmpty();

      // When
      if (editFirst) {
        generation("g", 6);
      } else {
        edit("g", 0, "text", 6);
      }

      // Then
      assertThat(harness.extractOutputValues().get(0).generation.id).isEqualTo("g");
      assertThat(revisions()).containsExactly(0);
    }
  }

  @Test
  void shouldCountADeliveryOnceAndALaterRevisionAgain() throws Exception {
    // Given
    open(AT_ONCE);
    generation("g", 1);
    edit("g", 1, "a", 2);

    // When
    generation("g", 3);
    edit("g", 1, "a", 4);
    edit("g", 0, "lower", 5);
    edit("g", 2, "b", 6);

    // Then
    assertThat(revisions()).containsExactly(1, 2);
    assertThat(reasons()).isEmpty();
  }

  @Test
  void shouldRefuseASecondTextOfTheSameRevisionAndASecondGeneration() throws Exception {
    // Given
    open(AT_ONCE);
    generation("g", 1);
    edit("g", 0, "first", 2);

    // When
    edit("g", 0, "second", 3);
    Event other = event("g", 4);
    other.content = 99;
    harness.processElement1(new StreamRecord<>(other, 4));

    // Then
    assertThat(revisions()).containsExactly(0);
    assertThat(reasons()).containsExactly(Reason.CONFLICT, Reason.CONFLICT);
  }

  @Test
  void shouldSettleToTheHighestRevisionByTheWatermark() throws Exception {
    // Given
    open(QUIET);
    generation("g", 1);
    edit("g", 0, "first", 1000);
    edit("g", 2, "third", 3000);
    edit("g", 1, "second", 4000);
    harness.processBothWatermarks(new Watermark(8999));
    assertThat(revisions()).isEmpty();

    // When
    harness.processBothWatermarks(new Watermark(9000));

    // Then
    assertThat(revisions()).containsExactly(2);
  }

  @Test
  void shouldSettleByTheClockOnlyWhereTheStreamIsSilent() throws Exception {
    // Given
    open(QUIET);
    harness.setProcessingTime(1000);
    generation("g", 1);
    edit("g", 0, "first", 1000);
    harness.processBothWatermarks(new Watermark(2000));
    harness.setProcessingTime(6000);
    assertThat(revisions()).isEmpty();

    // When
    harness.setProcessingTime(11_000);

    // Then
    assertThat(revisions()).containsExactly(0);
  }

  @Test
  void shouldTakeARevisionThatComesAfterSettling() throws Exception {
    // Given
    open(QUIET);
    generation("g", 1);
    edit("g", 0, "first", 1000);
    harness.processBothWatermarks(new Watermark(6000));

    // When
    edit("g", 1, "second", 7000);
    harness.processBothWatermarks(new Watermark(12_000));

    // Then
    assertThat(revisions()).containsExactly(0, 1);
  }

  @Test
  void shouldTellLatenessByTheEventsOwnTimesWhicheverComesFirst() throws Exception {
    for (boolean editFirst : List.of(true, false)) {
      // Given
      open(AT_ONCE);
      if (!editFirst) {
        generation("g", 1);
      }

      // When
      edit("g", 0, "in time", 1 + WINDOW);
      edit("g", 1, "late", 2 + WINDOW);
      edit("g", 1, "other text, late too", 1 + WINDOW);
      if (editFirst) {
        generation("g", 1);
      }

      // Then
      assertThat(revisions()).containsExactly(0);
      assertThat(reasons()).containsExactlyInAnyOrder(Reason.LATE, Reason.CONFLICT);
    }
  }

  @Test
  void shouldLabelWhatCarriesItsGenerationByItself() throws Exception {
    // Given
    open(AT_ONCE);
    Event inline = event("g", 1);
    inline.inline = true;

    // When
    harness.processElement2(new StreamRecord<>(inline, 1));

    // Then
    assertThat(harness.extractOutputValues().get(0).generation).isNull();
  }

  @Test
  void shouldMakeNothingOfAResponseThatWasCut() throws Exception {
    // Given
    open(AT_ONCE);
    Event cut = event("g", 1);
    cut.complete = false;
    harness.processElement1(new StreamRecord<>(cut, 1));

    // When
    edit("g", 0, "text", 2);

    // Then
    assertThat(revisions()).isEmpty();
    assertThat(reasons()).isEmpty();
  }

  @Test
  void shouldLeaveOutMoreRevisionsThanTheLimit() throws Exception {
    // Given
    open(AT_ONCE);
    generation("g", 1);

    // When
    for (int revision = 0; revision < 5; revision++) {
      edit("g", revision, "text " + revision, 2 + revision);
    }

    // Then
    assertThat(revisions()).containsExactly(0, 1, 2);
    assertThat(reasons()).isEmpty();
  }

  @Test
  void shouldForgetEverythingWhenNothingMoreCanCount() throws Exception {
    // Given
    open(QUIET);
    edit("lost", 0, "a", 1);
    generation("silent", 1);
    generation("edited", 1);
    edit("edited", 0, "a", 2);
    harness.processBothWatermarks(new Watermark(2 * WINDOW + 1));
    assertThat(reasons()).isEmpty();

    // When
    harness.processBothWatermarks(new Watermark(2 * WINDOW + 2));

    // Then
    assertThat(revisions()).containsExactly(0);
    assertThat(reasons()).containsExactly(Reason.NO_GENERATION);
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
  }

  private void generation(String id, long time) throws Exception {
    harness.processElement1(new StreamRecord<>(event(id, time), time));
  }

  private void edit(String id, int revision, String text, long time) throws Exception {
    Event edit = event(id, time);
    edit.revision = revision;
    edit.content = Content.hash("EDITED", text);
    harness.processElement2(new StreamRecord<>(edit, time));
  }

  private static Event event(String id, long time) {
    Event event = new Event();
    event.topic = "edits";
    event.id = id;
    event.value = new byte[] {1};
    event.time = time;
    event.eventTime = time;
    event.user = "";
    event.complete = true;
    return event;
  }

  private List<Integer> revisions() {
    return harness.extractOutputValues().stream().map(match -> match.edit.revision).toList();
  }

  private List<Reason> reasons() {
    ArrayDeque<StreamRecord<DeadLetter>> letters = new ArrayDeque<>();
    if (harness.getSideOutput(Outputs.DEAD_LETTERS) != null) {
      letters.addAll(harness.getSideOutput(Outputs.DEAD_LETTERS));
    }
    return letters.stream().map(letter -> letter.getValue().reason).toList();
  }
}
