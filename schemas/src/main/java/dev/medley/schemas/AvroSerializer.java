package dev.medley.schemas;

import static java.util.Objects.requireNonNull;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes records in the Confluent wire format: a zero byte, the schema's id as four bytes
 * (big-endian), then Avro binary. The subject is the topic's name followed by {@code -value}.
 */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
  static final byte MAGIC = 0;

  private final SchemaRegistryClient registry;
  private final Map<String, Integer> ids = new ConcurrentHashMap<>();

  public AvroSerializer(SchemaRegistryClient registry) {
    this.registry = requireNonNull(registry, "registry is null");
  }

  /**
   * Writes one record; the first of a topic asks the registry for its schema's id.
   *
   * @throws SerializationException where the registry refuses the schema, or the record misses it
   * @throws RegistryUnavailableException where the registry can't be asked now
   */
  @Override
  public byte[] serialize(String topic, T record) {
    if (record == null) {
      return null;
    }
    int id = ids.computeIfAbsent(topic, t -> register(t, record));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      DataOutputStream header = new DataOutputStream(bytes);
      header.writeByte(MAGIC);
      header.writeInt(id);
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      new SpecificDatumWriter<T>(record.getSchema()).write(record, encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException | RuntimeException e) {
      // The cause may quote a field's value, so its message stays out.
      throw new SerializationException(
          "A %s for %s does not fit its schema".formatted(record.getSchema().getName(), topic));
    }
  }

  private int register(String topic, T record) {
    try {
      return registry.register(topic + "-value", new AvroSchema(record.getSchema()));
    } catch (IOException | RestClientException | RuntimeException e) {
      String wanted = "%s for %s".formatted(record.getSchema().getFullName(), topic);
      Optional<RegistryTrouble> trouble = RegistryTrouble.of(e);
      if (trouble.isPresent()) {
        throw new RegistryUnavailableException(trouble.get(), wanted, e);
      }
      String code = e instanceof RestClientException answer ? " with " + answer.getErrorCode() : "";
      throw new SerializationException("The schema registry refused " + wanted + code);
    }
  }
}
