package dev.medley.feedback.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.medley.feedback.Events;
import dev.medley.feedback.JavaProcess;
import dev.medley.feedback.Platform;
import dev.medley.feedback.Records;
import dev.medley.feedback.SharedPlatform;
import dev.medley.kafka.Cluster;
import dev.medley.schemas.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The process as operators start and stop it. */
@ExtendWith(SharedPlatform.class)
final class FeedbackMainTest {
  private static final AtomicInteger TESTS = new AtomicInteger();

  private final Platform platform;
  private final Cluster kafka;
  @TempDir Path folder;
  private Process process;

  FeedbackMainTest(Platform platform) {
    this.platform = platform;
    this.kafka = platform.topics("main-%d.".formatted(TESTS.incrementAndGet()));
  }

  @AfterEach
  void stop() {
    process.destroyForcibly();
  }

  @Test
  void shouldStopWithNothingUncommittedAndGoOnWhereItWas() throws Exception {
    // Given
    run("--parallelism", "2");
    platform.send(kafka, Events.generation("a", "the cat sat"));
    platform.send(kafka, Events.edited("a", 0, "the dog sat"));
    platform.send(kafka, Events.generation("b", "the cat sat"));
    await().atMost(Platform.PATIENCE).until(() -> costs() == 1);

    // When
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();

    // Then
    assertThat(output()).doesNotContain("Stopped without a savepoint");
    assertThat(openTransactions()).isEmpty();
    run();
    platform.send(kafka, Events.edited("a", 0, "the dog sat"));
    platform.send(kafka, Events.edited("b", 0, "the dog sat"));
    await().atMost(Platform.PATIENCE).until(() -> costs() == 2);
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(output()).doesNotContain("Stopped without a savepoint");
    assertThat(costs()).isEqualTo(2);
    assertThatThrownBy(() -> StateBackend.HASHMAP.requireCanRead(newestCheckpoint()))
        .hasMessageContaining("was written with rocksdb");
  }

  @Test
  void shouldGoOnWithStateOnTheHeapAndRefuseItsCheckpointsElsewhere() throws Exception {
    // Given
    run("--state-backend", "hashmap");
    platform.send(kafka, Events.generation("heap", "the cat sat"));
    platform.send(kafka, Events.generation("other", "the cat sat"));
    platform.send(kafka, Events.edited("other", 0, "the dog sat"));
    await().atMost(Platform.PATIENCE).until(() -> costs() == 1);
    process.destroyForcibly().waitFor();

    // When
    run("--state-backend", "rocksdb");

    // Then
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(output()).contains("--state-backend is rocksdb", "was written with hashmap");

    run("--state-backend", "HashMap");
    platform.send(kafka, Events.edited("heap", 0, "the dog sat"));
    await().atMost(Platform.PATIENCE).until(() -> costs() == 2);
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
    List<String> all =
        new ArrayList<>(
            List.of(
                "--bootstrap-servers=" + kafka.brokers(),
                "--schema-registry=" + kafka.registry(),
                "--topic-prefix=" + kafka.prefix(),
                "--checkpoints=" + folder.resolve("checkpoints")));
    all.addAll(List.of(arguments));
    process =
        JavaProcess.start(
            folder.resolve("log"), "512m", "dev.medley.feedback.job.FeedbackMain", all);
  }

  private org.apache.flink.core.fs.Path newestCheckpoint() {
    return RetainedCheckpoints.newest(
            new org.apache.flink.core.fs.Path(folder.resolve("checkpoints").toUri()))
        .orElseThrow();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  private int costs() {
    return Records.read(kafka, Topic.COST).size();
  }

  private List<String> openTransactions() throws Exception {
    try (Admin admin = Admin.create(kafka.client())) {
      return admin.listTransactions(new ListTransactionsOptions()).all().get().stream()
          .filter(transaction -> transaction.state() == TransactionState.ONGOING)
          .map(TransactionListing::transactionalId)
          .filter(id -> id.startsWith(kafka.prefix()))
          .toList();
    }
  }
}
