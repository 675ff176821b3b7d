package dev.medley.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaFormatter;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidatorBuilder;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every schema version ever committed, in schemas/history, to BACKWARD_TRANSITIVE. */
final class SchemaHistoryTest {
  private static final Path HISTORY = Path.of("history");

  static List<Schema> currentSchemas() {
    return Topic.all().stream()
        .map(Topic::valueType)
        .flatMap(Optional::stream)
        .map(type -> SpecificData.get().getSchema(type))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("currentSchemas")
  void shouldReadEveryEarlierVersion(Schema current) throws Exception {
    // Given
    if (Boolean.getBoolean("schemas.record")) {
      record(current);
    }
    List<Schema> versions = versions(current);

    // When
    Schema newest = versions.get(versions.size() - 1);

    // Then
    assertThat(newest)
        .as("history of %s: a changed schema is recorded with -Dschemas.record=true", current)
        .isEqualTo(current);
    for (int i = 1; i < versions.size(); i++) {
      assertReadable(versions.get(i), versions.subList(0, i));
    }
  }

  private static void assertReadable(Schema reader, List<Schema> writers)
      throws SchemaValidationException {
    new SchemaValidatorBuilder().canReadStrategy().validateAll().validate(reader, writers);
  }

  private static List<Schema> versions(Schema schema) throws IOException {
    List<Schema> versions = new ArrayList<>();
    Path folder = HISTORY.resolve(schema.getName());
    for (int version = 1; Files.exists(folder.resolve(version + ".avsc")); version++) {
      versions.add(new Schema.Parser().parse(Files.readString(folder.resolve(version + ".avsc"))));
    }
    return versions;
  }

  private static void record(Schema schema) throws IOException {
    List<Schema> versions = versions(schema);
    if (versions.isEmpty() || !versions.get(versions.size() - 1).equals(schema)) {
      Path folder = Files.createDirectories(HISTORY.resolve(schema.getName()));
      Files.writeString(
          folder.resolve((versions.size() + 1) + ".avsc"),
          SchemaFormatter.format("json/pretty", schema) + "\n");
    }
  }
}
