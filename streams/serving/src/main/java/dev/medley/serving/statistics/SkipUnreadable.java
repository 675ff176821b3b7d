package dev.medley.serving.statistics;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Skips and counts a record that can't be decoded, saying where it lies; waits for a registry that
 * is down.
 */
public final class SkipUnreadable implements DeserializationExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(SkipUnreadable.class);

  /** Property that holds the {@link Skipped} to count in. */
  static final String COUNTS = "medley.skipped";

  private Skipped skipped;

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> message, Exception exception) {
    if (exception instanceof RetriableException) {
      // The record may be fine: the thread is replaced and reads it again.
      return Response.fail();
    }
    skipped.add(Skipped.Reason.UNREADABLE);
    LOG.atWarn()
        .addKeyValue("topic", message.topic())
        .addKeyValue("partition", message.partition())
        .addKeyValue("offset", message.offset())
        .addKeyValue("reason", exception.getClass().getSimpleName())
        .log("Record skipped: it can't be decoded");
    return Response.resume();
  }

  @Override
  public void configure(Map<String, ?> configs) {
    skipped = (Skipped) configs.get(COUNTS);
  }
}
