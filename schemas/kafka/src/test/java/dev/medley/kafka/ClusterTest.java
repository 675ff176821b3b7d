package dev.medley.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClusterTest {
  private static final String SECRET = "Zw1eb4ck";

  @TempDir private Path folder;

  @Test
  void shouldHoldNothingOfItsFile() throws Exception {
    // Given
    Cluster cluster = cluster("sasl.jaas.config=" + SECRET);

    // When
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ObjectOutputStream(bytes).writeObject(cluster);

    // Then
    assertThat(bytes.toString(StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
    assertThat(cluster.toString()).contains(cluster.file()).doesNotContain(SECRET);
    assertThat(cluster.client()).containsEntry("sasl.jaas.config", SECRET);
  }

  @Test
  void shouldKeepTheRegistrysPropertiesFromKafkasClients() throws Exception {
    // Given
    Cluster cluster = cluster("schema.registry.basic.auth.user.info=u:" + SECRET, "linger.ms=5");

    // When
    Map<String, Object> client = cluster.client();

    // Then
    assertThat(client).containsOnlyKeys("bootstrap.servers", "linger.ms", "metadata.max.age.ms");
  }

  @ParameterizedTest
  @CsvSource({"300000, 10000", "10000, 10000", "5000, 5000", "${env:AGE}, ${env:AGE}"})
  void shouldOnlyLowerTheAgeOfMetadata(String asked, String expected) throws Exception {
    // Given
    Cluster cluster = cluster("metadata.max.age.ms=" + asked);

    // When
    Map<String, Object> client = cluster.client();

    // Then
    assertThat(client).containsEntry("metadata.max.age.ms", expected);
  }

  @Test
  void shouldReferToWhatIsSecretByFileAndKey() throws Exception {
    // Given
    Cluster cluster =
        cluster(
            "sasl.jaas.config=" + SECRET,
            "ssl.truststore.password=" + SECRET,
            "somebodys.own=" + SECRET,
            "schema.registry.basic.auth.user.info=u:" + SECRET,
            "security.protocol=SASL_SSL",
            "partition.discovery.interval.ms=5000",
            "ssl.key.password=${directory:/kafka:password}",
            "config.providers=directory",
            "config.providers.directory.class=a.Provider");

    // When
    Properties references = cluster.references();

    // Then
    String here = "${medley:%s:".formatted(cluster.file());
    assertThat(references.remove("metadata.max.age.ms")).isEqualTo("10000");
    assertThat(references)
        .isEqualTo(
            Map.of(
                "bootstrap.servers", "localhost:1",
                "sasl.jaas.config", here + "sasl.jaas.config}",
                "ssl.truststore.password", here + "ssl.truststore.password}",
                "somebodys.own", here + "somebodys.own}",
                "security.protocol", "SASL_SSL",
                "partition.discovery.interval.ms", "5000",
                "ssl.key.password", "${directory:/kafka:password}",
                "config.providers", "directory,medley",
                "config.providers.directory.class", "a.Provider",
                "config.providers.medley.class",
                    "org.apache.kafka.common.config.provider.FileConfigProvider"));
  }

  @Test
  void shouldReferSoThatKafkasClientsFindIt() throws Exception {
    // Given
    Map<String, Object> properties = new HashMap<>();
    cluster("ssl.truststore.password=" + SECRET)
        .references()
        .forEach((key, value) -> properties.put((String) key, value));
    properties.put("key.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");
    properties.put(
        "value.deserializer", "org.apache.kafka.common.serialization.StringDeserializer");

    // When
    Password password = new ConsumerConfig(properties).getPassword("ssl.truststore.password");

    // Then
    assertThat(password).isEqualTo(new Password(SECRET));
  }

  @Test
  void shouldReferToNothingWithoutAFile() {
    // When
    Properties references = new Cluster("localhost:1", "http://localhost:1", "").references();

    // Then
    assertThat(references)
        .isEqualTo(Map.of("bootstrap.servers", "localhost:1", "metadata.max.age.ms", "10000"));
  }

  @Test
  void shouldRefuseALoginInTheOption() {
    // When
    assertThatThrownBy(() -> new Cluster("localhost:1", "http://u:%s@host".formatted(SECRET), ""))

        // Then
        .hasMessageContaining("schema.registry.url")
        .hasMessageNotContaining(SECRET);
  }

  private Cluster cluster(String... lines) throws IOException {
    Path file = Files.writeString(folder.resolve("client.properties"), String.join("\n", lines));
    return new Cluster("localhost:1", "http://localhost:1", "", file.toString());
  }
}
