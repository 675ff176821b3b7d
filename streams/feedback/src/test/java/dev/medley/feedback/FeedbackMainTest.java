package dev.medley.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.medley.schemas.KafkaOptions;
import dev.medley.schemas.Topic;
import dev.medley.standalone.KafkaBroker;
import dev.medley.standalone.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process as operators start and stop it. */
final class FeedbackMainTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;
  private KafkaBroker broker;
  private SchemaRegistry registry;
  private KafkaOptions kafka;
  private Sender sender;
  private Process process;

  @BeforeEach
  void start() {
    broker = KafkaBroker.start(folder.resolve("kafka"), 0);
    registry =
        SchemaRegistry.start(
            Path.of(System.getProperty("apicurio.home")), folder.resolve("registry"), 0);
    kafka = new KafkaOptions(broker.bootstrapServers(), registry.url(), "");
    sender = new Sender(kafka);
  }

  @AfterEach
  void stop() {
    process.destroyForcibly();
    sender.close();
    registry.close();
    broker.close();
  }

  @Test
  void shouldStopWithNothingUncommittedAndGoOnWhereItWas() throws Exception {
    // Given
    run("--parallelism", "2");
    sender.send(Events.generation("a", "the cat sat"));
    sender.send(Events.edited("a", 0, "the dog sat"));
    sender.send(Events.generation("b", "the cat sat"));
    await().atMost(PATIENCE).until(() -> costs() == 1);

    // When
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

    // Then
    assertThat(output()).doesNotContain("Stopped without a savepoint");
    assertThat(openTransactions()).isEmpty();
    run();
    sender.send(Events.edited("a", 0, "the dog sat"));
    sender.send(Events.edited("b", 0, "the dog sat"));
    await().atMost(PATIENCE).until(() -> costs() == 2);
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(output()).doesNotContain("Stopped without a savepoint");
    assertThat(costs()).isEqualTo(2);
  }

  @Test
  void shouldNameWhatIsWrongWithItsSettings() throws Exception {
    // When
    run("--checkpoint-interval", "900", "--tokens", "word");

    // Then
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(output()).contains("tokens are 'word'", "words, treebank");
  }

  private void run(String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dorg.apache.avro.SERIALIZABLE_PACKAGES=dev.medley",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.medley.feedback.FeedbackMain",
                "--bootstrap-servers",
                kafka.bootstrapServers(),
                "--schema-registry",
                kafka.schemaRegistry(),
                "--checkpoints",
                folder.resolve("checkpoints").toString()));
    command.addAll(List.of(arguments));
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private long costs() {
    List<Object> records = new ArrayList<>();
    Log.read(kafka, Topic.COST, records::add);
    return records.size();
  }

  private List<String> openTransactions() throws Exception {
    try (Admin admin = Admin.create(KafkaOptions.asMap(kafka.client()))) {
      return admin.listTransactions(new ListTransactionsOptions()).all().get().stream()
          .filter(transaction -> transaction.state() == TransactionState.ONGOING)
          .map(Object::toString)
          .toList();
    }
  }
}
