package dev.medley.feedback.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.feedback.DeadLetter;
import dev.medley.feedback.Event;
import dev.medley.feedback.Events;
import dev.medley.feedback.JoinHarness;
import dev.medley.feedback.Reason;
import dev.medley.feedback.join.Matched;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.feedback.settings.Limits;
import dev.medley.feedback.settings.Tokens;
import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Cost;
import dev.medley.schemas.CostUnit;
import dev.medley.schemas.Edit;
import dev.medley.schemas.EditAction;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
import dev.medley.schemas.Message;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Caps and limits, on Flink's own operator and a real registry. */
@ExtendWith(SharedPlatform.class)
final class LabellerTest {
  private static final int CAP = 3;
  private static final long HOUR = Duration.ofHours(1).toMillis();

  private static Cluster kafka;

  @AutoClose private KeyedOneInputStreamOperatorTestHarness<String, Matched, Label> harness;

  @BeforeAll
  static void start(Platform platform) {
    kafka = Topics.of(platform, "");
  }

  @BeforeEach
  void open() throws Exception {
    FeedbackSettings settings =
        new FeedbackSettings(
            kafka, Duration.ofHours(24), Duration.ZERO, new Limits(1 << 20, 20, CAP), Tokens.WORDS);
    harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new Labeller(settings)), Matched::countedBy, Types.STRING);
    harness.open();
  }

  @Test
  void shouldLabelNoMoreOfOneUserInAnHourThanTheCap() throws Exception {
    // When
    for (int i = 0; i < 10; i++) {
      label("flooding", "a" + i, 5 * HOUR + i);
      label("other", "b" + i, 5 * HOUR + i);
    }
    label("flooding", "next hour", 6 * HOUR);

    // Then
    assertThat(labelsOf("flooding")).isEqualTo(CAP + 1);
    assertThat(labelsOf("other")).isEqualTo(CAP);
  }

  @Test
  void shouldNotOpenAnHourAgainForEditsThatSayTheyAreOld() throws Exception {
    // When
    for (int i = 0; i < 10; i++) {
      label("flooding", "a" + i, 5 * HOUR - i % 4 * HOUR);
      harness.processWatermark(new Watermark(5 * HOUR + i));
    }

    // Then
    assertThat(labelsOf("flooding")).isEqualTo(CAP);
  }

  @Test
  void shouldForgetAnHourThatIsOver() throws Exception {
    // Given
    label("user", "a", 5 * HOUR);

    // When
    harness.processWatermark(new Watermark(6 * HOUR));

    // Then
    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
  }

  @Test
  void shouldLabelACutResponseWhereItsUserEditedItAndCountTheOthersForNobody() throws Exception {
    // Given
    for (int i = 0; i < CAP; i++) {
      Generation left = generation("left" + i, "user");
      left.setFinishReason(FinishReason.LENGTH);
      label(left, Events.action("left" + i, EditAction.ACCEPTED), 0);
    }
    Generation cut = generation("cut", "user");
    cut.setFinishReason(FinishReason.LENGTH);

    // When
    label(cut, Events.edited("cut", 0, "the cat sat down"), 0);

    // Then
    assertThat(labelsOf("user")).isEqualTo(1);
    assertThat(harness.getSideOutput(Labeller.SUPERVISION)).hasSize(1);
    assertThat(harness.getSideOutput(Labeller.PREFERENCE)).hasSize(1);
  }

  @Test
  void shouldLabelUnderTheNumberOfTheJoinAndInTheUnitOfTheEdit() throws Exception {
    // Given
    Edit edit = Events.edited("g", Event.UNNUMBERED, "if a:\n    b()");
    edit.setCostUnit(CostUnit.CODE);
    Event numbered = event("g", "u", serialize("edits", edit), 0);
    numbered.revision = 4;
    Generation generation = generation("g", "u");
    generation.setResponse("if a:\nb()");

    // When
    match(numbered, event("g", "u", serialize("generations", generation), 0));

    // Then
    Cost cost = costs().get(0);
    assertThat(cost.getRevision()).isEqualTo(4);
    assertThat(cost.getCostUnit()).isEqualTo(CostUnit.CODE);
    assertThat(cost.getCharge()).isEqualTo(1 / 8.0);
    assertThat(harness.getSideOutput(Labeller.PREFERENCE)).hasSize(1);
  }

  @Test
  void shouldRefuseWhatMakesALabelThatItsTopicDoesNotTake() throws Exception {
    // Given
    String text = "word ".repeat(200_000);
    Generation generation = generation("g", "u");
    generation.setMessages(Collections.nCopies(3, new Message("user", text)));
    generation.setResponse(text);

    // When
    label(generation, Events.action("g", EditAction.ACCEPTED), 0);

    // Then
    assertThat(harness.extractOutputValues()).isEmpty();
    assertThat(harness.getSideOutput(DeadLetter.OUTPUT))
        .singleElement()
        .satisfies(
            letter -> assertThat(letter.getValue().reason).isEqualTo(Reason.LABEL_TOO_LARGE));
  }

  @Test
  void shouldDeadLetterWhatCanNoLongerBeReadAndCountItForNobody() throws Exception {
    // Given
    byte[] gone = {0, 0, 1, (byte) 0x86, (byte) 0x9f, 2, 2};
    byte[] edit = serialize("edits", Events.edited("g", 0, "the dog sat"));
    for (int i = 0; i < CAP; i++) {
      match(event("e" + i, "user", gone, 0), event("e" + i, "user", gone, 0));
      match(event("g" + i, "user", edit, 0), event("g" + i, "user", gone, 0));
    }

    // When
    label("user", "a", 0);

    // Then
    assertThat(labelsOf("user")).isEqualTo(1);
    assertThat(harness.getSideOutput(DeadLetter.OUTPUT))
        .extracting(letter -> letter.getValue().reason + ": " + letter.getValue().message)
        .hasSize(3 * CAP)
        .containsOnly(
            "NO_LONGER_READ: Schema id 99999 is unknown to the registry",
            "NO_LONGER_READ: its generation can't be read: Schema id 99999 is unknown to the"
                + " registry");
  }

  private static Generation generation(String id, String user) {
    Generation generation = Events.generation(id, "the cat sat");
    generation.setUser(user);
    return generation;
  }

  private void label(String user, String id, long time) throws Exception {
    label(generation(id, user), Events.edited(id, 0, "the dog sat"), time);
  }

  private void label(Generation generation, Edit edit, long time) throws Exception {
    match(
        event(edit.getGenerationId(), "", serialize("edits", edit), time),
        event(
            generation.getId(), generation.getUser(), serialize("generations", generation), time));
  }

  private void match(Event edit, Event generation) throws Exception {
    harness.processElement(new StreamRecord<>(new Matched(edit, generation), edit.eventTime));
  }

  private static <T extends SpecificRecord> byte[] serialize(String topic, T record) {
    return new AvroSerializer<T>(kafka.registryClient()).serialize(topic, record);
  }

  private static Event event(String id, String user, byte[] value, long time) {
    Event event = JoinHarness.event(id, time);
    event.user = user;
    event.value = value;
    return event;
  }

  private List<Cost> costs() {
    AvroDeserializer<Cost> costs = new AvroDeserializer<>(kafka.registryClient(), Cost.class);
    return harness.extractOutputValues().stream()
        .map(label -> costs.deserialize("cost", label.value))
        .toList();
  }

  private long labelsOf(String user) {
    return costs().stream().filter(cost -> cost.getUser().equals(user)).count();
  }
}
