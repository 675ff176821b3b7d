package dev.medley.kafka.registry;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.SchemaProvider;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import java.util.Map;

/** Gives schemas of another type as unusable, so that the client knows and remembers them. */
record ForeignSchemas(String schemaType) implements SchemaProvider {
  @Override
  public void configure(Map<String, ?> configs) {}

  @Override
  public ParsedSchema parseSchemaOrElseThrow(Schema schema, boolean isNew, boolean normalize) {
    return new UnusableSchema(schemaType);
  }
}
