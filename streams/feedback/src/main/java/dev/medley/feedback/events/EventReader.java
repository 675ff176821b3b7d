package dev.medley.feedback.events;

import dev.medley.feedback.DeadLetter;
import dev.medley.feedback.Event;
import dev.medley.feedback.Reason;
import dev.medley.feedback.settings.FeedbackSettings;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.RegistryTrouble;
import dev.medley.schemas.Topic;
import dev.medley.schemas.TraceParent;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.record.TimestampType;

/**
 * Takes records off Kafka, before any watermark is made of them: what can't be used comes out as a
 * refusal, and nothing a producer sends can stop the source. Where the registry can't be asked the
 * job fails, saying which trouble it is, and starts again, for waiting here would stall
 * checkpoints.
 */
public abstract class EventReader<T extends SpecificRecord>
    implements KafkaRecordDeserializationSchema<Event> {
  private static final long serialVersionUID = 1L;

  private final Class<T> type;
  private final FeedbackSettings settings;
  private final EventRules rules;
  private transient AvroDeserializer<T> deserializer;

  EventReader(Class<T> type, FeedbackSettings settings) {
    this.type = type;
    this.settings = settings;
    this.rules = new EventRules(settings);
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    open();
    // They outlive the job's restarts, which Flink's own counters do not.
    for (RegistryTrouble trouble : RegistryTrouble.values()) {
      context
          .getMetricGroup()
          .addGroup("trouble", trouble.name().toLowerCase(Locale.ROOT))
          .gauge("registryUnavailable", trouble::met);
    }
  }

  /** Begins to read outside of Flink. */
  public void open() {
    deserializer = new AvroDeserializer<>(settings.cluster().registryClient(), type);
  }

  /** Fills in what the join asks of the event. */
  abstract void describe(T decoded, Event event);

  /** The rule that the event breaks. */
  abstract Optional<Refusal> refusal(T decoded, EventRules rules);

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Event> out) {
    out.collect(read(record));
  }

  /** The event in a record, or why it can't be used. */
  public Event read(ConsumerRecord<byte[], byte[]> record) {
    Event event = new Event();
    Optional<Refusal> refusal = read(record, event);
    return refusal.isEmpty() ? event : refused(record, refusal.get());
  }

  private static Event refused(ConsumerRecord<byte[], byte[]> record, Refusal refusal) {
    Event event = new Event();
    // The watermark goes on where a partition holds nothing that can be used.
    event.eventTime = kafkaTime(record);
    event.refused =
        new DeadLetter(
            record.topic(),
            record.partition(),
            record.offset(),
            record.key(),
            record.value(),
            refusal.reason(),
            refusal.message());
    return event;
  }

  private Optional<Refusal> read(ConsumerRecord<byte[], byte[]> record, Event event) {
    if (record.value() == null) {
      return Refusal.of(Reason.EMPTY, "the record has no value");
    }
    if (record.value().length > Topic.EDITS.maxMessageBytes()) {
      // It came compressed; decoding it takes a multiple of its memory.
      return Refusal.of(
          Reason.TOO_LONG,
          "the record has %d bytes: at most %d are taken"
              .formatted(record.value().length, Topic.EDITS.maxMessageBytes()));
    }
    T decoded;
    try {
      decoded = deserializer.deserialize(record.topic(), record.value());
    } catch (SerializationException e) {
      return Refusal.of(Reason.of(e), e.getMessage());
    }
    event.topic = record.topic();
    event.partition = record.partition();
    event.offset = record.offset();
    event.value = record.value();
    event.traceParent = TraceParent.of(record.headers());
    describe(decoded, event);
    long kafkaTime = kafkaTime(record);
    event.eventTime = Math.min(event.time, kafkaTime);
    return EventRules.key(record.key(), event.id)
        .or(() -> rules.time(event.time, kafkaTime))
        .or(() -> rules.texts(decoded, record.value()))
        .or(() -> refusal(decoded, rules));
  }

  /** When the record reached Kafka: the broker knows, and a producer's clock is not believed. */
  private static long kafkaTime(ConsumerRecord<byte[], byte[]> record) {
    return record.timestampType() == TimestampType.LOG_APPEND_TIME
        ? record.timestamp()
        : Math.min(record.timestamp(), System.currentTimeMillis());
  }

  @Override
  public TypeInformation<Event> getProducedType() {
    return TypeInformation.of(Event.class);
  }
}
