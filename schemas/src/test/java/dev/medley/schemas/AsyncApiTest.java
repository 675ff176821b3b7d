package dev.medley.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * docs/asyncapi.json is what the schemas and topics say; {@code asyncapi-validate} checks its form.
 */
final class AsyncApiTest {
  private static final Path DOCUMENT = Path.of("../docs/asyncapi.json");

  @Test
  void shouldSayWhatTheSchemasSay() throws Exception {
    // Given
    String generated = AsyncApiDocument.json();
    if (Boolean.getBoolean("schemas.record")) {
      Files.writeString(DOCUMENT, generated);
    }

    // When
    String committed = Files.readString(DOCUMENT);

    // Then
    assertThat(committed)
        .as("docs/asyncapi.json: write it anew with -Dschemas.record=true")
        .isEqualTo(generated);
  }
}
