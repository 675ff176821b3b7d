package dev.medley.feedback.deadletters;

import dev.medley.feedback.Event;
import dev.medley.feedback.events.EditReader;
import dev.medley.feedback.events.EventReader;
import dev.medley.feedback.events.EventRules;
import dev.medley.feedback.events.GenerationReader;
import dev.medley.feedback.labels.InlineGeneration;
import dev.medley.feedback.labels.Labeller;
import dev.medley.feedback.labels.Labels;
import dev.medley.feedback.labels.Meters;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.Edit;
import dev.medley.schemas.RegistryUnavailableException;
import dev.medley.schemas.Topic;
import dev.medley.schemas.edits.EditMeter;
import java.time.Duration;
import java.time.InstantSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.record.TimestampType;

/**
 * Tells whether a dead letter would be used, were it sent again at this moment: by the job's own
 * rules, with Kafka's time being now, for that is what the broker will stamp.
 */
final class Judge {
  /** What becomes of a letter. */
  enum Verdict {
    /** It would be used. */
    MENDED,
    /** Not now, but it may be one day. */
    BROKEN,
    /** Its time is more than the window ago: what was labelled then may be forgotten by now. */
    TOO_OLD
  }

  private final Topic topic;
  private final InstantSource clock;
  private final Duration window;
  private final EventReader<?> reader;
  private final AvroDeserializer<Edit> edits;
  private final Meters meters;

  Judge(FeedbackSettings settings, Topic topic, InstantSource clock) {
    this.topic = topic;
    this.clock = clock;
    this.window = settings.window();
    this.reader = topic == Topic.EDITS ? new EditReader(settings) : new GenerationReader(settings);
    this.edits = new AvroDeserializer<>(settings.cluster().registryClient(), Edit.class);
    this.meters = new Meters(settings.tokens(), Labeller.MAX_WORDS);
    reader.open();
  }

  /**
   * Judges a letter by the record that would be sent for it.
   *
   * @throws RegistryUnavailableException where the registry does not answer
   */
  Verdict of(ConsumerRecord<byte[], byte[]> letter, ProducerRecord<byte[], byte[]> again) {
    long now = clock.millis();
    Event event = reader.read(arrived(letter, again, now));
    if (event.refused == null) {
      return LargeRecords.fits(again, topic) && makesALabel(event)
          ? Verdict.MENDED
          : Verdict.BROKEN;
    }
    return switch (event.refused.reason) {
      case LATE -> Verdict.TOO_OLD;
      case AHEAD -> Verdict.BROKEN;
      default -> isOld(letter, now) ? Verdict.TOO_OLD : Verdict.BROKEN;
    };
  }

  /** No event that can be used is newer than its letter, but for what clocks differ. */
  private boolean isOld(ConsumerRecord<byte[], byte[]> letter, long now) {
    return now - letter.timestamp() > window.plus(EventRules.AHEAD).toMillis();
  }

  /** Whether a label can be made of it, as far as the letter tells. */
  private boolean makesALabel(Event event) {
    if (topic != Topic.EDITS) {
      return true;
    }
    Edit edit = edits.deserialize(event.topic, event.value);
    EditMeter meter = meters.of(edit);
    try {
      if (event.inline) {
        return Labels.of(InlineGeneration.of(edit), edit, meter).bytes() <= Labels.MAX_BYTES;
      }
      meter.cost("", edit.getText() == null ? "" : edit.getText());
      return true;
    } catch (EditMeter.TooManyTokensException e) {
      return false;
    }
  }

  private static ConsumerRecord<byte[], byte[]> arrived(
      ConsumerRecord<byte[], byte[]> letter, ProducerRecord<byte[], byte[]> again, long now) {
    return new ConsumerRecord<>(
        again.topic(),
        letter.partition(),
        letter.offset(),
        now,
        TimestampType.LOG_APPEND_TIME,
        letter.serializedKeySize(),
        letter.serializedValueSize(),
        again.key(),
        again.value(),
        again.headers(),
        letter.leaderEpoch());
  }
}
