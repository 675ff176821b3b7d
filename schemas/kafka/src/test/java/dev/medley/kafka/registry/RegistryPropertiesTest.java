package dev.medley.kafka.registry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the client would pass over in silence, or fail at much later. */
final class RegistryPropertiesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bearer.auth.credentials.source=OAUTHBEARER | OAUTHBEARER needs classes that Kafka 4 lacks: need one of CUSTOM, STATIC_TOKEN
          bearer.auth.credentials.source=SASL_OAUTHBEARER_INHERIT | needs classes that Kafka 4 lacks
          basic.auth.credentials.source=user_info | user_info is unknown: need one of SASL_INHERIT, URL, USER_INFO
          basic.auth.credentials.source=USER_INFO | needs schema.registry.basic.auth.user.info
          basic.auth.user.info=u:S3CRET | is only read with schema.registry.basic.auth.credentials.source=USER_INFO
          bearer.auth.token=S3CRET | is only read with schema.registry.bearer.auth.credentials.source=STATIC_TOKEN
          bearer.auth.credentials.source=CUSTOM | needs schema.registry.bearer.auth.custom.provider.class
          basic.auth.credentials.source=URL;bearer.auth.credentials.source=CUSTOM | Only one of
          http.read.timeout.ms=10s | 10s: need a whole number
          ssl.enabled.protocols=TLSv1.3 | schema.registry.ssl.enabled.protocols is no property
          auto.register.schemas=false | schema.registry.auto.register.schemas is no property
          url=https://u:S3CRET@host | goes with schema.registry.basic.auth.credentials.source=URL
          basic.auth.credentials.source=URL | goes with
          url=host:8081 | has an address that is none
          url=https://u:S3CRET%@host;basic.auth.credentials.source=URL | has an address that is none
          ssl.truststore.location=/nowhere.p12 | /nowhere.p12
          """)
  void shouldBeRefusedByName(String lines, String expected) throws IOException {
    // Given
    Map<String, String> file = properties(lines);

    // When
    assertThatThrownBy(() -> RegistryClients.client("http://localhost:1", file))

        // Then
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected)
        .hasMessageContaining("schema.registry.")
        .hasMessageNotContaining("S3CRET");
  }

  private static Map<String, String> properties(String lines) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(lines.replace(';', '\n')));
    Map<String, String> map = new TreeMap<>();
    properties.forEach((key, value) -> map.put("schema.registry." + key, (String) value));
    return map;
  }
}
