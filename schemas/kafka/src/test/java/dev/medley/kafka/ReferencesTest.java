package dev.medley.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes to other machines as it is written, what as a reference, and what not at all. */
final class ReferencesTest {
  private static final String SECRET = "Zw1eb4ck";
  private static final String FILE = "/kafka/client.properties";

  @ParameterizedTest
  @ValueSource(strings = {"param.token", "param.class", "token", "param.a.class"})
  void shouldRefuseWhatAProviderIsGiven(String parameter) {
    // Given
    Map<String, Object> client = with("config.providers.env." + parameter, SECRET);

    // When
    assertThatThrownBy(() -> References.of(client, FILE))

        // Then
        .hasMessageContaining(FILE)
        .hasMessageContaining("config.providers.env." + parameter)
        .hasMessageNotContaining(SECRET);
  }

  @ParameterizedTest
  @CsvSource({"sasl.jaas.config", "ssl.key.password", "somebodys.own"})
  void shouldRefuseASecretWithAReferenceInIt(String key) {
    // Given
    Map<String, Object> client =
        with(key, "username=\"${env:U}\" password=\"%s\";".formatted(SECRET));

    // When
    assertThatThrownBy(() -> References.of(client, FILE))

        // Then
        .hasMessageContaining(FILE)
        .hasMessageContaining(key)
        .hasMessageNotContaining(SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"p${a:b}c", "${a:b}", "${vault:x}", "${env}", ""})
  void shouldReferToASecretThatOnlyLooksLikeAReference(String secret) {
    // Given
    Map<String, Object> client = with("ssl.key.password", secret);
    client.put("config.providers", "env,vault");

    // When
    Properties references = References.of(client, FILE);

    // Then
    assertThat(references)
        .containsEntry("ssl.key.password", "${medley:%s:ssl.key.password}".formatted(FILE));
  }

  @ParameterizedTest
  @CsvSource({
    "ssl.key.password, ${env:P}",
    "sasl.jaas.config, ${env:a:b}${env:c}",
    "client.id, node-${env:HOST}",
    "config.providers.vault.class, a.Vault"
  })
  void shouldLeaveWhatIsAReferenceOrOpen(String key, String value) {
    // When
    Properties references = References.of(with(key, value), FILE);

    // Then
    assertThat(references).containsEntry(key, value);
  }

  private static Map<String, Object> with(String key, String value) {
    Map<String, Object> client = new HashMap<>();
    client.put("config.providers", "env");
    client.put("config.providers.env.class", "a.Provider");
    client.put(key, value);
    return client;
  }
}
