package dev.medley.serving.statistics;

import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.AvroSerializer;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Medley's serializers as Kafka Streams wants them. */
final class AvroSerde {
  private AvroSerde() {}

  static <T extends SpecificRecord> Serde<T> of(SchemaRegistryClient registry, Class<T> type) {
    return Serdes.serdeFrom(new AvroSerializer<>(registry), new AvroDeserializer<>(registry, type));
  }
}
