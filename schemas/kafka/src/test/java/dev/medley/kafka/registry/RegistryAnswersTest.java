package dev.medley.kafka.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.AvroDeserializer.ForeignSchemaException;
import dev.medley.schemas.AvroDeserializer.UnknownSchemaException;
import dev.medley.schemas.Edit;
import dev.medley.schemas.RegistryTrouble;
import dev.medley.schemas.RegistryUnavailableException;
import dev.medley.testing.RegistryGate;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a registry, or whatever is in its place, answers to the question for a schema. */
final class RegistryAnswersTest {
  private static final byte[] RECORD = {0, 0, 0, 0, 7, 1, 2, 3};

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 | {"error_code":401,"message":"S3CRET"} | LOGIN
          403 | S3CRET | LOGIN
          429 | {"error_code":42901,"message":"S3CRET"} | BUSY
          500 | {"error_code":50001,"message":"S3CRET"} | FAILING
          503 | S3CRET | FAILING
          404 | {"error_code":404,"message":"S3CRET"} | NOT_A_REGISTRY
          404 | <html>S3CRET</html> | NOT_A_REGISTRY
          407 | <html>S3CRET</html> | NOT_A_REGISTRY
          302 | S3CRET | NOT_A_REGISTRY
          200 | <html>S3CRET</html> | NOT_A_REGISTRY
          200 | null | NOT_A_REGISTRY
          """)
  void shouldBeWaitedForWithItsTrouble(int status, String body, RegistryTrouble expected)
      throws Exception {
    // Given
    try (RegistryGate gate = RegistryGate.before("http://localhost:1")) {
      gate.answer(status, body);
      long met = expected.met();

      // When
      assertThatThrownBy(() -> deserializer(gate).deserialize("t", RECORD))

          // Then
          .isInstanceOfSatisfying(
              RegistryUnavailableException.class, e -> assertThat(e.trouble()).isEqualTo(expected))
          .hasMessageContaining("schema id 7")
          .hasMessageNotContaining("S3CRET")
          .hasNoCause();
      assertThat(expected.met()).isEqualTo(met + 1);
    }
  }

  @Test
  void shouldBeWaitedForWhereNobodyAnswers() throws Exception {
    // Given
    RegistryGate gate = RegistryGate.before("http://localhost:1");
    AvroDeserializer<Edit> deserializer = deserializer(gate);
    gate.close();

    // When
    assertThatThrownBy(() -> deserializer.deserialize("t", RECORD))

        // Then
        .isInstanceOfSatisfying(
            RegistryUnavailableException.class,
            e -> assertThat(e.trouble()).isEqualTo(RegistryTrouble.UNREACHABLE))
        .hasMessageContaining("ConnectException");
  }

  @ParameterizedTest
  @CsvSource({"JSON, {}", "PROTOBUF, syntax"})
  void shouldNameASchemaOfAnotherTypeAndAskOnce(String type, String schema) throws Exception {
    // Given
    try (RegistryGate gate = RegistryGate.before("http://localhost:1")) {
      gate.answer(200, schemaOf(type, schema));
      AvroDeserializer<Edit> deserializer = deserializer(gate);
      assertThatThrownBy(() -> deserializer.deserialize("t", RECORD))
          .isInstanceOf(ForeignSchemaException.class);

      // When
      assertThatThrownBy(() -> deserializer.deserialize("t", RECORD))

          // Then
          .isInstanceOf(ForeignSchemaException.class)
          .hasMessage("Schema id 7 is %s, not Avro", type);
      assertThat(gate.turnedAway()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"schema":"{\\"type\\":\\"S3CRET\\"}"}
          {"schemaType":"AVRO","schema":"S3CRET"}
          {"schemaType":"XML","schema":"S3CRET"}
          {}
          """)
  void shouldNotWaitForASchemaThatCannotBeRead(String body) throws Exception {
    // Given
    try (RegistryGate gate = RegistryGate.before("http://localhost:1")) {
      gate.answer(200, body);

      // When
      assertThatThrownBy(() -> deserializer(gate).deserialize("t", RECORD))

          // Then
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("Schema id 7")
          .hasMessageNotContaining("S3CRET")
          .hasNoCause();
    }
  }

  @Test
  void shouldNotWaitForAnIdThatTheRegistryLacks() throws Exception {
    // Given
    try (RegistryGate gate = RegistryGate.before("http://localhost:1")) {
      gate.answer(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");

      // When
      assertThatThrownBy(() -> deserializer(gate).deserialize("t", RECORD))

          // Then
          .isInstanceOf(UnknownSchemaException.class);
    }
  }

  private static String schemaOf(String type, String schema) {
    return "{\"schemaType\":\"%s\",\"schema\":\"%s\"}".formatted(type, schema);
  }

  private static AvroDeserializer<Edit> deserializer(RegistryGate gate) {
    return new AvroDeserializer<>(RegistryClients.client(gate.url(), Map.of()), Edit.class);
  }
}
