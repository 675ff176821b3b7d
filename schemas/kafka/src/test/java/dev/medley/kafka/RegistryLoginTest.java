package dev.medley.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.schemas.AdapterChunk;
import dev.medley.schemas.AvroDeserializer;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.RegistryTrouble;
import dev.medley.schemas.RegistryUnavailableException;
import dev.medley.testing.Certificates;
import dev.medley.testing.Platform;
import dev.medley.testing.RegistryGate;
import dev.medley.testing.SharedPlatform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real registry behind TLS, with each way to log in. */
@ExtendWith(SharedPlatform.class)
final class RegistryLoginTest {
  private static final String LOGIN = "medley:gr4n:ät";
  private static final String SECRET = "gr4n";
  private static final String BASIC = "basic.auth.credentials.source=";
  private static final String BEARER = "bearer.auth.credentials.source=";
  private static final String JAAS =
      "sasl.jaas.config=a.b.ScramLoginModule required username=\"medley\" password=\"gr4n:ät\";";

  @TempDir private static Path folder;
  private static Certificates own;
  private static Certificates client;

  @BeforeAll
  static void certify() throws Exception {
    own = Certificates.make(folder, "localhost");
    client = Certificates.make(folder, "medley");
  }

  static List<List<String>> logins() {
    return List.of(
        List.of(registry(BASIC + "USER_INFO"), registry("basic.auth.user.info=" + LOGIN)),
        List.of(registry(BASIC + "SASL_INHERIT"), JAAS),
        List.of(registry(BASIC + "SASL_INHERIT"), registry(JAAS)),
        List.of(registry("request.header.Authorization=" + basic(LOGIN))));
  }

  @ParameterizedTest
  @MethodSource("logins")
  void shouldLogInByBasicAuth(List<String> lines, Platform platform) throws Exception {
    // Given
    try (RegistryGate gate = gate(platform)) {
      Cluster cluster = cluster(gate.url(), lines);

      // When
      AdapterChunk read = throughTheRegistry(cluster);

      // Then
      assertThat(read).isEqualTo(chunk());
      assertThat(cluster.toString()).doesNotContain(SECRET);
    }
  }

  @Test
  void shouldLogInByTheAddress(Platform platform) throws Exception {
    // Given
    try (RegistryGate gate = gate(platform)) {
      String address = gate.url().replace("https://", "https://medley:gr4n%3A%C3%A4t@");
      Cluster cluster =
          cluster("http://localhost:1", registry(BASIC + "URL"), registry("url=" + address));

      // When
      AdapterChunk read = throughTheRegistry(cluster);

      // Then
      assertThat(read).isEqualTo(chunk());
    }
  }

  static List<List<String>> tokens() {
    return List.of(
        List.of(registry(BEARER + "STATIC_TOKEN"), registry("bearer.auth.token=gr4n.token")),
        List.of(
            registry(BEARER + "CUSTOM"),
            registry("bearer.auth.custom.provider.class=" + OwnToken.class.getName()),
            registry("bearer.auth.own=gr4n.token")));
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void shouldLogInByABearersToken(List<String> lines, Platform platform) throws Exception {
    // Given
    try (RegistryGate gate =
        RegistryGate.before(platform.registryUrl(), own)
            .demand("Authorization", "Bearer gr4n.token")) {
      Cluster cluster = cluster(gate.url(), lines);

      // When
      AdapterChunk read = throughTheRegistry(cluster);

      // Then
      assertThat(read).isEqualTo(chunk());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PKCS12", "PEM"})
  void shouldShowItsCertificate(String type, Platform platform) throws Exception {
    // Given
    boolean pem = type.equals("PEM");
    try (RegistryGate gate = RegistryGate.before(platform.registryUrl(), own, client)) {
      Cluster cluster =
          cluster(
              gate.url(),
              registry("ssl.keystore.type=" + type),
              registry("ssl.keystore.location=" + (pem ? client.pemFile() : client.store())),
              pem ? "" : registry("ssl.keystore.password=" + client.password()));

      // When
      AdapterChunk read = throughTheRegistry(cluster);

      // Then
      assertThat(read).isEqualTo(chunk());
    }
  }

  @Test
  void shouldSendItsHeaders(Platform platform) throws Exception {
    // Given
    try (RegistryGate gate = RegistryGate.before(platform.registryUrl(), own)) {
      Cluster cluster = cluster(gate.url(), registry("request.header.X-Tenant=blue"));

      // When
      throughTheRegistry(cluster);

      // Then
      assertThat(gate.seen("X-Tenant")).isNotEmpty().containsOnly("blue");
    }
  }

  @Test
  void shouldGoOnToTheNextAddress(Platform platform) throws Exception {
    // Given
    try (RegistryGate gate = gate(platform)) {
      Cluster cluster = cluster("https://localhost:1," + gate.url(), logins().get(0));

      // When
      AdapterChunk read = throughTheRegistry(cluster);

      // Then
      assertThat(read).isEqualTo(chunk());
    }
  }

  @Test
  void shouldFollowReferencesOfItsFile(Platform platform) throws Exception {
    // Given
    Path mounted = Files.createDirectory(folder.resolve("mounted"));
    Files.writeString(mounted.resolve("login"), LOGIN);
    try (RegistryGate gate = gate(platform)) {
      Cluster cluster =
          cluster(
              gate.url(),
              registry(BASIC + "USER_INFO"),
              registry("basic.auth.user.info=${directory:%s:login}".formatted(mounted)),
              "config.providers=directory",
              "config.providers.directory.class="
                  + "org.apache.kafka.common.config.provider.DirectoryConfigProvider");

      // When
      AdapterChunk read = throughTheRegistry(cluster);

      // Then
      assertThat(read).isEqualTo(chunk());
    }
  }

  @Test
  void shouldSayThatTheLoginIsRefusedAndNothingOfIt(Platform platform) throws Exception {
    // Given
    try (RegistryGate gate = RegistryGate.before(platform.registryUrl(), own).demandBasic("a:b")) {
      Cluster cluster = cluster(gate.url(), logins().get(0));

      // When
      assertThatThrownBy(() -> throughTheRegistry(cluster))

          // Then
          .isInstanceOfSatisfying(
              RegistryUnavailableException.class,
              e -> assertThat(e.trouble()).isEqualTo(RegistryTrouble.LOGIN))
          .hasMessageContaining("401")
          .hasMessageContaining("schema.registry.*")
          .hasMessageNotContaining(SECRET)
          .hasNoCause();
    }
  }

  @Test
  void shouldKnowTheHostByItsCertificate(Platform platform) throws Exception {
    // Given
    try (RegistryGate gate = RegistryGate.before(platform.registryUrl(), client)) {
      Cluster cluster =
          new Cluster(
              "localhost:1",
              gate.url(),
              "",
              Files.writeString(
                      folder.resolve("elsewhere.properties"),
                      String.join("\n", trust(client.store())))
                  .toString());

      // When
      assertThatThrownBy(() -> throughTheRegistry(cluster))

          // Then
          .isInstanceOfSatisfying(
              RegistryUnavailableException.class,
              e -> assertThat(e.trouble()).isEqualTo(RegistryTrouble.UNREACHABLE))
          .hasMessageContaining("SSL");
    }
  }

  @Test
  void shouldHaveOneClientForEqualSettings(Platform platform) throws Exception {
    // Given
    Cluster one = cluster(platform.registryUrl());
    Cluster other = new Cluster("elsewhere:9092", one.registry(), "other.", one.file());

    // When
    Object client = other.registryClient();

    // Then
    assertThat(client).isSameAs(one.registryClient());
  }

  private static RegistryGate gate(Platform platform) throws Exception {
    return RegistryGate.before(platform.registryUrl(), own).demandBasic(LOGIN);
  }

  private static String registry(String property) {
    return "schema.registry." + property;
  }

  private static String basic(String login) {
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8));
  }

  private static List<String> trust(Path store) {
    return List.of(
        registry("ssl.truststore.location=" + store),
        registry("ssl.truststore.type=PKCS12"),
        registry("ssl.truststore.password=" + own.password()));
  }

  private static Cluster cluster(String address, String... lines) throws IOException {
    return cluster(address, List.of(lines));
  }

  private static Cluster cluster(String address, List<String> lines) throws IOException {
    Path file = Files.createTempFile(folder, "client", ".properties");
    Files.write(file, trust(own.store()));
    Files.write(file, lines, StandardOpenOption.APPEND);
    return new Cluster("localhost:1", address, "", file.toString());
  }

  private static AdapterChunk throughTheRegistry(Cluster cluster) {
    byte[] bytes =
        new AvroSerializer<AdapterChunk>(cluster.registryClient()).serialize("t", chunk());
    return new AvroDeserializer<>(cluster.registryClient(), AdapterChunk.class)
        .deserialize("t", bytes);
  }

  private static AdapterChunk chunk() {
    return new AdapterChunk(ByteBuffer.wrap(new byte[] {1, 2, 3}));
  }
}
