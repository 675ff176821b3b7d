package dev.medley.feedback;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes records off Kafka without looking into them: nothing a producer sends can stop the source.
 */
final class RawEventReader implements KafkaRecordDeserializationSchema<RawEvent> {
  private static final long serialVersionUID = 1L;
  private static final byte[] NOTHING = {};

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawEvent> out) {
    out.collect(
        new RawEvent(
            record.topic(),
            record.partition(),
            record.offset(),
            record.key() == null ? NOTHING : record.key(),
            record.value() == null ? NOTHING : record.value()));
  }

  @Override
  public TypeInformation<RawEvent> getProducedType() {
    return TypeInformation.of(RawEvent.class);
  }
}
