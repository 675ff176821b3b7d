package dev.medley.kafka.registry;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.rest.entities.Metadata;
import io.confluent.kafka.schemaregistry.client.rest.entities.RuleSet;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaEntity;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A schema that can't be read as Avro: of another type, or one that does not parse. */
record UnusableSchema(String schemaType) implements ParsedSchema {
  @Override
  public String name() {
    return null;
  }

  @Override
  public String canonicalString() {
    return "";
  }

  @Override
  public Integer version() {
    return null;
  }

  @Override
  public List<SchemaReference> references() {
    return List.of();
  }

  @Override
  public Metadata metadata() {
    return null;
  }

  @Override
  public RuleSet ruleSet() {
    return null;
  }

  @Override
  public ParsedSchema copy() {
    return this;
  }

  @Override
  public ParsedSchema copy(Integer version) {
    return this;
  }

  @Override
  public ParsedSchema copy(Metadata metadata, RuleSet ruleSet) {
    return this;
  }

  @Override
  public ParsedSchema copy(
      Map<SchemaEntity, Set<String>> added, Map<SchemaEntity, Set<String>> removed) {
    return this;
  }

  @Override
  public List<String> isBackwardCompatible(ParsedSchema previous) {
    return List.of("%s is not read".formatted(schemaType));
  }

  @Override
  public Object rawSchema() {
    return null;
  }
}
