package dev.medley.kafka.registry;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import java.util.Optional;
import org.apache.avro.SchemaParseException;

/**
 * Gives Avro's schemas. The client's own provider takes a reference that can't be fetched now for a
 * schema that can't be parsed, and remembers none of those that can't.
 */
final class AvroSchemas extends AvroSchemaProvider {
  @Override
  public Optional<ParsedSchema> parseSchema(Schema schema, boolean isNew, boolean normalize) {
    if (schema.getSchema() == null) {
      return Optional.of(new UnusableSchema(schemaType()));
    }
    try {
      return Optional.of(parseSchemaOrElseThrow(schema, isNew, normalize));
    } catch (SchemaParseException e) {
      return Optional.of(new UnusableSchema(schemaType()));
    }
  }
}
