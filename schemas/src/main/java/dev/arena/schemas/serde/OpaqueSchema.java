package dev.arena.schemas.serde;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.client.rest.entities.Metadata;
import io.confluent.kafka.schemaregistry.client.rest.entities.RuleSet;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaEntity;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A registry schema that Arena cannot read: one that is not Avro, or is invalid. It can be kept,
 * and registered again, as text.
 *
 * @param schemaType as the registry names it, such as {@code PROTOBUF}
 * @param canonicalString its text
 * @param references other schemas that it needs
 * @param fault what is wrong with it, as a predicate
 */
record OpaqueSchema(
    String schemaType, String canonicalString, List<SchemaReference> references, String fault)
    implements ParsedSchema {

  OpaqueSchema {
    references = List.copyOf(references);
  }

  /** A schema that is not Avro. */
  static OpaqueSchema ofOtherType(Schema schema) {
    String name =
        switch (schema.getSchemaType()) {
          case "PROTOBUF" -> "Protobuf";
          case "JSON" -> "JSON Schema";
          default -> schema.getSchemaType();
        };
    return of(schema, "is %s; expected Avro".formatted(name));
  }

  /** An Avro schema that Avro cannot parse. */
  static OpaqueSchema damaged(Schema schema) {
    return of(schema, "does not parse as Avro; expected a valid Avro schema");
  }

  private static OpaqueSchema of(Schema schema, String fault) {
    List<SchemaReference> references = schema.getReferences();
    return new OpaqueSchema(
        schema.getSchemaType(),
        schema.getSchema(),
        references == null ? List.of() : references,
        fault);
  }

  @Override
  public @Nullable String name() {
    return null;
  }

  @Override
  public @Nullable Integer version() {
    return null;
  }

  @Override
  public @Nullable Metadata metadata() {
    return null;
  }

  @Override
  public @Nullable RuleSet ruleSet() {
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
      Map<SchemaEntity, Set<String>> tagsToAdd, Map<SchemaEntity, Set<String>> tagsToRemove) {
    return this;
  }

  @Override
  public List<String> isBackwardCompatible(ParsedSchema previous) {
    return List.of("compatibility is for the registry to decide");
  }

  @Override
  public Object rawSchema() {
    return canonicalString;
  }
}
