package dev.medley.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.medley.schemas.Topic;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users.yaml lets each principal do, tried on a broker with TLS, SCRAM and these ACLs. */
final class AclsTest {
  private static final List<String> USERS =
      List.of(
          "medley-product",
          "medley-feedback",
          "medley-trainer",
          "medley-serving",
          "medley-operator");

  /** r reads, w writes; in the order of the flow. */
  private static final String EXPECTED =
      """
      generations              -w r- -- rw rw
      edits                    -w r- -- -w rw
      supervision              -- rw r- -- r-
      preference               -- rw r- -- r-
      cost                     -- rw r- r- r-
      checkpoints              -- -- rw r- r-
      adapter-chunks           -- -- rw r- --
      trainer-journal          -- -- rw -- r-
      trainer-manifests        -- -- rw -- r-
      trainer-state            -- -- rw -- --
      member-status            -- -- -w r- r-
      arm-statistics           -- -- -- rw --
      control                  -- -- r- r- rw
      generations.dead-letters -- rw -- -- r-
      edits.dead-letters       -- rw -- -- r-
      supervision.dead-letters -- -- -w -- r-
      preference.dead-letters  -- -- -w -- r-
      cost.dead-letters        -- -- -w -- r-
      """;

  @TempDir private static Path folder;
  private static SecureBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = new SecureBroker(folder);
    try (Admin admin = Admin.create(broker.client(SecureBroker.ADMIN))) {
      admin
          .createTopics(
              Topic.all().stream()
                  .map(topic -> new NewTopic(topic.name(""), 1, (short) 1))
                  .toList())
          .all()
          .get();
    }
    broker.admit(Manifests.read("users.yaml"));
    try (Principal admin = new Principal(broker.client(SecureBroker.ADMIN))) {
      for (Topic topic : Topic.all()) {
        admin.writes(topic.name(""));
      }
    }
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void shouldLetEachDoItsJobAndNothingElse() throws Exception {
    // Given
    List<Principal> principals =
        USERS.stream().map(user -> new Principal(broker.client(user))).toList();
    StringBuilder matrix = new StringBuilder();

    // When
    for (Topic topic : Topic.all()) {
      matrix.append("%-24s".formatted(topic.name("")));
      for (Principal principal : principals) {
        matrix.append(principal.reads(topic.name("")) ? " r" : " -");
        matrix.append(principal.writes(topic.name("")) ? "w" : "-");
      }
      matrix.append("\n");
    }

    // Then
    System.out.println(
        "%-24s %s%n%s"
            .formatted(
                "topic",
                USERS.stream().map(u -> u.replace("medley-", "")).collect(Collectors.joining(" ")),
                matrix));
    assertThat(matrix.toString()).isEqualTo(EXPECTED);
    principals.forEach(Principal::close);
  }

  @Test
  void shouldKeepGroupsAndTransactionsToTheirOwners() {
    // Given
    try (Principal feedback = new Principal(broker.client("medley-feedback"));
        Principal trainer = new Principal(broker.client("medley-trainer"));
        Principal serving = new Principal(broker.client("medley-serving"));
        Principal operator = new Principal(broker.client("medley-operator"));
        Principal product = new Principal(broker.client("medley-product"))) {
      // When
      List<Boolean> own =
          List.of(
              feedback.commits("feedback", "edits"),
              feedback.opensTransactions("feedback-cost-0"),
              trainer.commits("medley-trainer-email-sft", "supervision"),
              trainer.opensTransactions("medley-trainer-email-sft"),
              trainer.opensTransactions("medley-trainer-Email/my-sft"),
              serving.commits("medley-ensemble", "cost"),
              serving.opensTransactions("medley-ensemble-0"),
              operator.opensTransactions("medley-control-email"),
              operator.opensTransactions("feedback-replay-edits-no_generation"),
              operator.commits("feedback-replay-edits-no_generation", "edits.dead-letters"));
      List<Boolean> foreign =
          List.of(
              product.commits("feedback", "edits"),
              product.opensTransactions("medley-trainer-email-sft"),
              serving.opensTransactions("medley-trainer-email-sft"),
              serving.commits("medley-trainer-email-sft", "cost"),
              feedback.opensTransactions("medley-ensemble-0"),
              trainer.commits("feedback", "cost"),
              serving.opensTransactions("medley-control-email"),
              trainer.opensTransactions("medley-control-email"),
              operator.opensTransactions("medley-trainer-email-sft"),
              operator.commits("feedback", "edits"));

      // Then
      assertThat(own).containsOnly(true);
      assertThat(foreign).containsOnly(false);
    }
  }

  @Test
  void shouldLogInAsTheManifestsSay() throws Exception {
    // Given
    Path mounted = Files.createDirectory(folder.resolve("mounted"));
    Map<String, Object> trainer = broker.client("medley-trainer");
    Files.writeString(mounted.resolve("sasl.jaas.config"), trainer.get("sasl.jaas.config") + "");
    Files.writeString(mounted.resolve("ca.crt"), broker.certificates().pem());
    String file =
        Manifests.read("settings.yaml").get(1).at("/data").path("client.properties").asText();
    Properties properties = new Properties();
    properties.load(new StringReader(file.replace("/kafka", mounted.toString())));
    Map<String, Object> client =
        new HashMap<>(Map.of("bootstrap.servers", trainer.get("bootstrap.servers")));
    properties.forEach((key, value) -> client.put((String) key, value));

    // When
    try (Principal principal = new Principal(client)) {
      // Then
      assertThat(principal.reads("supervision")).isTrue();
      assertThat(principal.writes("supervision")).isFalse();
    }
  }

  @Test
  void shouldDescribeTheTopicsThatMedleyMakes() throws Exception {
    // When
    List<JsonNode> topics = Manifests.read("topics.yaml");

    // Then
    assertThat(topics).extracting(Manifests::name).hasSameSizeAs(Topic.all());
    for (Topic topic : Topic.all()) {
      Optional<JsonNode> found =
          topics.stream().filter(t -> Manifests.name(t).equals(topic.name(""))).findAny();
      JsonNode configuration = found.orElseThrow().at("/spec/config");
      assertThat(configuration.path("cleanup.policy").asText())
          .isEqualTo(topic.cleanup().name().toLowerCase(Locale.ROOT));
      assertThat(configuration.path("max.message.bytes").asInt())
          .isEqualTo(topic.maxMessageBytes());
    }
  }
}
