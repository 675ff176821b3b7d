package dev.medley.kafka.registry;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.Optional;

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
    } catch (RuntimeException e) {
      if (e.getCause() instanceof RestClientException || e.getCause() instanceof IOException) {
        throw e;
      }
      return Optional.of(new UnusableSchema(schemaType()));
    }
  }
}
