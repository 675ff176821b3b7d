package dev.medley.schemas;

import static java.util.Objects.requireNonNull;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.errors.SerializationException;

/** Readers of the Confluent wire format, one for each schema that records were written in. */
final class WriterSchemas<T> {
  private static final int HEADER_BYTES = 5;
  private static final int UNKNOWN_SCHEMA = 40403;

  /** Makes a reader of what was written in a schema. */
  interface Factory<T> {
    DatumReader<T> of(Schema writer);
  }

  private final SchemaRegistryClient registry;
  private final String name;
  private final Factory<T> factory;
  private final Map<Integer, DatumReader<T>> readers = new ConcurrentHashMap<>();

  /**
   * Readers that are made as schemas are met.
   *
   * @param name of what is read, for messages
   */
  WriterSchemas(SchemaRegistryClient registry, String name, Factory<T> factory) {
    this.registry = requireNonNull(registry, "registry is null");
    this.name = name;
    this.factory = factory;
  }

  /** Reads a record that is there; throws as {@link AvroDeserializer#deserialize} does. */
  T read(byte[] bytes) {
    if (bytes.length < HEADER_BYTES || bytes[0] != AvroSerializer.MAGIC) {
      throw new AvroDeserializer.WireFormatException(
          "%d bytes that are not in the Confluent wire format".formatted(bytes.length));
    }
    int id = ByteBuffer.wrap(bytes, 1, 4).getInt();
    DatumReader<T> reader = readers.computeIfAbsent(id, unmet -> factory.of(fetch(unmet)));
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
    try {
      return reader.read(null, decoder);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // A writer's schema may nest without end. The cause may quote the bytes: only its kind is
      // told.
      throw new SerializationException(
          "Bytes under schema id %d are not a %s (%s)"
              .formatted(id, name, e.getClass().getSimpleName()));
    }
  }

  private Schema fetch(int id) {
    ParsedSchema schema = ask(id);
    if (schema instanceof AvroSchema avro && avro.rawSchema() != null) {
      return avro.rawSchema();
    }
    if (schema.schemaType().equals(AvroSchema.TYPE)) {
      throw new SerializationException("Schema id %d is Avro that can't be parsed".formatted(id));
    }
    throw new AvroDeserializer.ForeignSchemaException(id, schema.schemaType());
  }

  private ParsedSchema ask(int id) {
    try {
      return registry.getSchemaById(id);
    } catch (IOException | RestClientException | RuntimeException e) {
      Optional<RegistryTrouble> trouble = RegistryTrouble.of(e);
      if (trouble.isPresent()) {
        throw new RegistryUnavailableException(trouble.get(), "schema id " + id, e);
      }
      if (e instanceof RestClientException answer && answer.getErrorCode() == UNKNOWN_SCHEMA) {
        throw new AvroDeserializer.UnknownSchemaException(id);
      }
      // The cause may quote the whole schema.
      throw new SerializationException("Schema id %d can't be read as Avro".formatted(id));
    }
  }
}
