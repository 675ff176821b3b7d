package dev.medley.schemas;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads the Confluent wire format into a generated record, whatever version it was written in. */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
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

  private final WriterSchemas<T> schemas;

  public AvroDeserializer(SchemaRegistryClient registry, Class<T> type) {
    Schema reader = SpecificData.get().getSchema(type);
    this.schemas =
        new WriterSchemas<>(
            registry, reader.getName(), writer -> new SpecificDatumReader<>(writer, reader));
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
    return bytes == null ? null : schemas.read(bytes);
  }
}
