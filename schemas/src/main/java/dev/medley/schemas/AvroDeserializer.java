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
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads the Confluent wire format into a generated record, whatever version it was written in. */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
  private static final int HEADER_BYTES = 5;
  private static final int UNKNOWN_SCHEMA = 40403;

  /** The bytes are not in the Confluent wire format. */
  public static final class WireFormatException extends SerializationException {
    WireFormatException(String message) {
      super(message);
    }
  }

  /** The registry knows no schema of this id. */
  public static final class UnknownSchemaException extends SerializationException {
    UnknownSchemaException(int id) {
      super("Schema id %d is unknown to the registry".formatted(id));
    }
  }

  /** The id is of a schema of another kind, such as JSON Schema or Protobuf. */
  public static final class ForeignSchemaException extends SerializationException {
    ForeignSchemaException(int id, String type) {
      super("Schema id %d is %s, not Avro".formatted(id, type));
    }
  }

  private final SchemaRegistryClient registry;
  private final Schema readerSchema;
  private final Map<Integer, DatumReader<T>> readers = new ConcurrentHashMap<>();

  public AvroDeserializer(SchemaRegistryClient registry, Class<T> type) {
    this.registry = requireNonNull(registry, "registry is null");
    this.readerSchema = SpecificData.get().getSchema(type);
  }

  /**
   * Reads one record.
   *
   * @return null for null, as a tombstone has no value
   * @throws WireFormatException where the bytes are in another format
   * @throws UnknownSchemaException where the registry has no schema of the id
   * @throws ForeignSchemaException where the id's schema is not Avro's
   * @throws SerializationException where bytes and schemas don't fit; no message quotes the bytes
   * @throws RegistryUnavailableException where the registry can't be asked now
   */
  @Override
  public T deserialize(String topic, byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    if (bytes.length < HEADER_BYTES || bytes[0] != AvroSerializer.MAGIC) {
      throw new WireFormatException(
          "%d bytes that are not in the Confluent wire format".formatted(bytes.length));
    }
    int id = ByteBuffer.wrap(bytes, 1, 4).getInt();
    DatumReader<T> reader = readers.computeIfAbsent(id, this::reader);
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
    try {
      return reader.read(null, decoder);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // A writer's schema may nest without end. The cause may quote the bytes: only its kind is
      // told.
      throw new SerializationException(
          "Bytes under schema id %d are not a %s (%s)"
              .formatted(id, readerSchema.getName(), e.getClass().getSimpleName()));
    }
  }

  private DatumReader<T> reader(int id) {
    return new SpecificDatumReader<>(fetch(id), readerSchema);
  }

  private Schema fetch(int id) {
    ParsedSchema schema = ask(id);
    if (schema instanceof AvroSchema avro && avro.rawSchema() != null) {
      return avro.rawSchema();
    }
    if (schema.schemaType().equals(AvroSchema.TYPE)) {
      throw new SerializationException("Schema id %d is Avro that can't be parsed".formatted(id));
    }
    throw new ForeignSchemaException(id, schema.schemaType());
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
        throw new UnknownSchemaException(id);
      }
      // The cause may quote the whole schema.
      throw new SerializationException("Schema id %d can't be read as Avro".formatted(id));
    }
  }
}
