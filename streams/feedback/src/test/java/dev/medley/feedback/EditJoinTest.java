package dev.medley.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.schemas.Cost;
import dev.medley.schemas.Edit;
import dev.medley.schemas.EditAction;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Message;
import dev.medley.schemas.Preference;
import dev.medley.schemas.Supervision;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The rules of joining and labelling, on Flink's own operator. */
final class EditJoinTest {
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private KeyedTwoInputStreamOperatorTestHarness<String, Generation, EditEvent, Cost> harness;

  private void open(Duration settle) throws Exception {
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new KeyedCoProcessOperator<>(new EditJoin(WINDOW, settle)),
            Generation::getId,
            event -> event.edit.getGenerationId(),
            Types.STRING);
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void shouldLabelAnEditWhicheverComesFirst() throws Exception {
    for (boolean editFirst : List.of(true, false)) {
      // Given
      open(Duration.ZERO);
      if (editFirst) {
        send(Events.edited("g", 0, "the dog sat"), 5);
      } else {
        send(Events.generation("g", "the cat sat"), 5);
      }
      assertThat(costs()).isEmpty();

      // When
      if (editFirst) {
        send(Events.generation("g", "the cat sat"), 6);
      } else {
        send(Events.edited("g", 0, "the dog sat"), 6);
      }

      // Then
      Cost cost = costs().get(0);
      assertThat(cost.getCost()).isEqualTo(1 / 3.0);
      assertThat(cost.getMember()).isEqualTo("sft");
      assertThat(cost.getPropensity()).isEqualTo(0.5);
      Preference preference = side(Outputs.PREFERENCE).get(0);
      assertThat(preference.getChosen()).isEqualTo("the dog sat");
      assertThat(preference.getRejected()).isEqualTo("the cat sat");
      Supervision supervision = side(Outputs.SUPERVISION).get(0);
      assertThat(supervision.getEdited()).isEqualTo("the dog sat");
      assertThat(supervision.getUser()).isEqualTo("u1");
    }
  }

  @Test
  void shouldCountADeliveryOnceAndALaterRevisionAgain() throws Exception {
    // Given
    open(Duration.ZERO);
    send(Events.generation("g", "the cat sat"), 1);
    send(Events.edited("g", 1, "a cat sat"), 2);

    // When
    send(Events.generation("g", "the cat sat"), 3);
    send(Events.edited("g", 1, "a cat sat"), 4);
    send(Events.edited("g", 0, "lower"), 5);
    send(Events.edited("g", 2, "a cat sits"), 6);

    // Then
    assertThat(costs()).extracting(Cost::getRevision).containsExactly(1, 2);
    assertThat(side(Outputs.SUPERVISION)).hasSize(2);
  }

  @Test
  void shouldSettleToTheHighestRevision() throws Exception {
    // Given
    open(Duration.ofSeconds(5));
    harness.setProcessingTime(1000);
    send(Events.generation("g", "the cat sat"), 1);
    send(Events.edited("g", 0, "first"), 2);
    send(Events.edited("g", 2, "third"), 3);
    send(Events.edited("g", 1, "second"), 4);
    assertThat(costs()).isEmpty();

    // When
    harness.setProcessingTime(6000);

    // Then
    assertThat(costs()).extracting(Cost::getEdited).containsExactly("third");
  }

  @Test
  void shouldLabelByAction() throws Exception {
    // Given
    open(Duration.ZERO);
    for (String id : List.of("accepted", "same", "discarded", "cut")) {
      Generation generation = Events.generation(id, "the cat sat");
      if (id.equals("cut")) {
        generation.setFinishReason(FinishReason.LENGTH);
      }
      send(generation, 1);
    }

    // When
    send(Events.action("accepted", EditAction.ACCEPTED), 2);
    send(Events.edited("same", 0, "the cat sat"), 3);
    send(Events.action("discarded", EditAction.DISCARDED), 4);
    send(Events.edited("cut", 0, "no label"), 5);

    // Then
    assertThat(costs()).extracting(Cost::getCost).containsExactly(0.0, 0.0, 1.0);
    assertThat(costs()).extracting(Cost::getEdited).endsWith((String) null);
    assertThat(side(Outputs.SUPERVISION))
        .extracting(Supervision::getGenerationId)
        .containsExactly("accepted", "same");
    assertThat(side(Outputs.PREFERENCE)).isEmpty();
  }

  @Test
  void shouldLabelAnEditThatCarriesItsGeneration() throws Exception {
    // Given
    open(Duration.ZERO);
    Edit edit = Events.edited("g", 0, "the dog");
    edit.setTask("notes");
    edit.setMessages(List.of(new Message("user", "x")));
    edit.setResponse("the cat");

    // When
    send(edit, 1);

    // Then
    assertThat(costs().get(0).getMember()).isEqualTo("unknown");
    assertThat(costs().get(0).getTask()).isEqualTo("notes");
    assertThat(side(Outputs.PREFERENCE)).hasSize(1);
  }

  @Test
  void shouldGiveUpOnAnEditWhenTheWindowCloses() throws Exception {
    // Given
    open(Duration.ZERO);
    send(Events.edited("lost", 0, "a secret"), 1);
    send(Events.generation("silent", "never edited"), 1);

    // When
    harness.processBothWatermarks(new Watermark(WINDOW.toMillis() + 2));

    // Then
    DeadLetter letter = side(Outputs.DEAD_LETTERS).get(0);
    assertThat(letter.reason).contains("PT10M").doesNotContain("secret");
    assertThat(costs()).isEmpty();
    assertThat(harness.numKeyedStateEntries()).isZero();
  }

  private void send(Generation generation, long time) throws Exception {
    harness.processElement1(new StreamRecord<>(generation, time));
  }

  private void send(Edit edit, long time) throws Exception {
    RawEvent raw = new RawEvent("edits", 0, time, new byte[0], new byte[0]);
    harness.processElement2(new StreamRecord<>(new EditEvent(edit, raw), time));
  }

  private List<Cost> costs() {
    return harness.extractOutputValues();
  }

  private <T> List<T> side(OutputTag<T> tag) {
    ArrayDeque<StreamRecord<T>> found = new ArrayDeque<>();
    if (harness.getSideOutput(tag) != null) {
      found.addAll(harness.getSideOutput(tag));
    }
    return found.stream().map(StreamRecord::getValue).toList();
  }
}
