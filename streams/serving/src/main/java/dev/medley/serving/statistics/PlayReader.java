package dev.medley.serving.statistics;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plays out of records. One that breaks the contract's rules could not be kept: it is counted, and
 * the log says where it lies.
 */
final class PlayReader<R> implements FixedKeyProcessor<String, R, Play> {
  private static final Logger LOG = LoggerFactory.getLogger(PlayReader.class);

  private final Function<R, String> id;
  private final Function<R, Optional<String>> fault;
  private final Predicate<R> counts;
  private final Function<R, Play> play;
  private final Skipped skipped;
  private FixedKeyProcessorContext<String, Play> context;

  /**
   * Makes a reader of one kind of record.
   *
   * @param id the generation's, which is to be the record's key
   * @param fault what rule it breaks
   * @param counts whether it says something of an arm
   */
  PlayReader(
      Function<R, String> id,
      Function<R, Optional<String>> fault,
      Predicate<R> counts,
      Function<R, Play> play,
      Skipped skipped) {
    this.id = requireNonNull(id, "id is null");
    this.fault = requireNonNull(fault, "fault is null");
    this.play = requireNonNull(play, "play is null");
    this.counts = requireNonNull(counts, "counts is null");
    this.skipped = requireNonNull(skipped, "skipped is null");
  }

  @Override
  public void init(FixedKeyProcessorContext<String, Play> context) {
    this.context = context;
  }

  @Override
  public void process(FixedKeyRecord<String, R> record) {
    if (record.value() == null) {
      return;
    }
    Optional<String> broken =
        fault
            .apply(record.value())
            .or(
                () ->
                    id.apply(record.value()).equals(record.key())
                        ? Optional.empty()
                        : Optional.of("the record's key is not the generation id"));
    if (broken.isPresent()) {
      refuse(broken.get());
      return;
    }
    if (counts.test(record.value())) {
      context.forward(record.withValue(play.apply(record.value())));
    }
  }

  private void refuse(String reason) {
    skipped.add(Skipped.Reason.RULES);
    context
        .recordMetadata()
        .ifPresent(
            place ->
                LOG.atWarn()
                    .addKeyValue("topic", place.topic())
                    .addKeyValue("partition", place.partition())
                    .addKeyValue("offset", place.offset())
                    .addKeyValue("reason", reason)
                    .log("Record skipped: it breaks the rules"));
  }
}
