package dev.medley.feedback;

import dev.medley.schemas.AvroDeserializer;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Bytes to events. What can't be read or breaks a rule becomes a dead letter; where the registry is
 * down the job fails and starts again, for waiting here would stall checkpoints.
 */
abstract class EventDecoder<T extends SpecificRecord, E> extends ProcessFunction<RawEvent, E> {
  private static final long serialVersionUID = 1L;

  private final Class<T> type;
  private final FeedbackSettings settings;
  private final OutputTag<DeadLetter> deadLetters;
  private transient AvroDeserializer<T> deserializer;

  EventDecoder(Class<T> type, FeedbackSettings settings, OutputTag<DeadLetter> deadLetters) {
    this.type = type;
    this.settings = settings;
    this.deadLetters = deadLetters;
  }

  @Override
  public void open(OpenContext context) {
    deserializer = new AvroDeserializer<>(settings.registryClient(), type);
  }

  abstract Optional<String> broken(RawEvent raw, T event);

  abstract E event(RawEvent raw, T event);

  @Override
  public void processElement(RawEvent raw, Context context, Collector<E> out) {
    T event;
    try {
      event = deserializer.deserialize(raw.topic, raw.value);
    } catch (AvroDeserializer.RegistryUnavailableException e) {
      throw e;
    } catch (SerializationException e) {
      context.output(
          deadLetters,
          new DeadLetter(raw, "VALUE_CONVERTER", e.getClass().getName(), e.getMessage()));
      return;
    }
    Optional<String> reason = broken(raw, event);
    if (reason.isPresent()) {
      context.output(
          deadLetters,
          new DeadLetter(
              raw, "TRANSFORMATION", IllegalArgumentException.class.getName(), reason.get()));
      return;
    }
    out.collect(event(raw, event));
  }
}
