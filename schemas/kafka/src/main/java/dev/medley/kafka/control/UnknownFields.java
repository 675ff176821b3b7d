package dev.medley.kafka.control;

import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * Fields that a schema has and another lacks, so that reading and writing again would lose them.
 */
final class UnknownFields {
  private UnknownFields() {}

  /** The first field of one that the other lacks; no type may nest in itself. */
  static Optional<String> first(Schema written, Schema known) {
    return all(written, known).findFirst();
  }

  private static Stream<String> all(Schema written, Schema known) {
    if (written.getType() == Schema.Type.UNION || known.getType() == Schema.Type.UNION) {
      return branches(written).flatMap(branch -> allOfBranch(branch, known));
    }
    return switch (written.getType()) {
      case RECORD ->
          written.getFields().stream()
              .flatMap(
                  field ->
                      known.getField(field.name()) == null
                          ? Stream.of(field.name())
                          : all(field.schema(), known.getField(field.name()).schema()));
      case MAP -> all(written.getValueType(), known.getValueType());
      case ARRAY -> all(written.getElementType(), known.getElementType());
      default -> Stream.empty();
    };
  }

  private static Stream<String> allOfBranch(Schema branch, Schema known) {
    return branches(known)
        .filter(
            other ->
                other.getType() == branch.getType() && other.getName().equals(branch.getName()))
        .findFirst()
        .map(other -> all(branch, other))
        .orElseGet(() -> Stream.of(branch.getName()));
  }

  private static Stream<Schema> branches(Schema schema) {
    return schema.getType() == Schema.Type.UNION ? schema.getTypes().stream() : Stream.of(schema);
  }
}
