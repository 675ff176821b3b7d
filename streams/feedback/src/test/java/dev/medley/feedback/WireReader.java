package dev.medley.feedback;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;

/** The Confluent wire format by Avro alone, without the code that the job reads it with. */
final class WireReader {
  private static final int HEADER_BYTES = 5;

  private final SchemaRegistryClient registry;
  private final Map<Integer, Optional<Schema>> schemas = new HashMap<>();

  WireReader(SchemaRegistryClient registry) {
    this.registry = registry;
  }

  /** Why the bytes can't be read; empty where they can. */
  Optional<Reason> fault(byte[] bytes) {
    if (bytes == null) {
      return Optional.of(Reason.EMPTY);
    }
    if (bytes.length < HEADER_BYTES || bytes[0] != 0) {
      return Optional.of(Reason.NOT_AVRO);
    }
    return schema(bytes).isEmpty() ? Optional.of(Reason.UNKNOWN_SCHEMA) : Optional.empty();
  }

  GenericRecord read(byte[] bytes) {
    try {
      return new GenericDatumReader<GenericRecord>(schema(bytes).orElseThrow())
          .read(
              null,
              DecoderFactory.get()
                  .binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null));
    } catch (IOException e) {
      throw new IllegalStateException("The traffic holds no such record", e);
    }
  }

  private Optional<Schema> schema(byte[] bytes) {
    return schemas.computeIfAbsent(ByteBuffer.wrap(bytes, 1, 4).getInt(), this::fetch);
  }

  private Optional<Schema> fetch(int id) {
    try {
      return Optional.of(((AvroSchema) registry.getSchemaById(id)).rawSchema());
    } catch (RestClientException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalStateException("The registry does not answer", e);
    }
  }
}
