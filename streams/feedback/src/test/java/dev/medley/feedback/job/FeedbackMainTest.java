package dev.medley.feedback.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.medley.feedback.Events;
import dev.medley.feedback.JobPlatform;
import dev.medley.feedback.Records;
import dev.medley.kafka.Cluster;
import dev.medley.schemas.Topic;
import dev.medley.standalone.Ports;
import dev.medley.testing.JavaProcess;
import dev.medley.testing.Listening;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The process as operators start and stop it. */
@ExtendWith(SharedPlatform.class)
final class FeedbackMainTest {
  private static final AtomicInteger TESTS = new AtomicInteger();

  @AutoClose private final JobPlatform platform;
  private final Cluster kafka;
  @TempDir Path folder;
  private JavaProcess process;

  FeedbackMainTest(Platform shared) {
    this.platform = new JobPlatform(shared);
    this.kafka = platform.topics("main-%d.".formatted(TESTS.incrementAndGet()));
  }

  @AfterEach
  void stop() {
    process.kill();
  }

  @Test
  void shouldStopWithNothingUncommittedAndGoOnWhereItWas() throws Exception {
    // Given
    run("--parallelism", "2");
    platform.send(kafka, Events.generation("a", "the cat sat"));
    platform.send(kafka, Events.edited("a", 0, "the dog sat"));
    platform.send(kafka, Events.generation("b", "the cat sat"));
    await().atMost(JobPlatform.PATIENCE).until(() -> costs() == 1);

    // When
    process.close();

    // Then
    assertThat(process.log()).doesNotContain("Stopped without a savepoint");
    assertThat(openTransactions()).isEmpty();
    run();
    platform.send(kafka, Events.edited("a", 0, "the dog sat"));
    platform.send(kafka, Events.edited("b", 0, "the dog sat"));
    await().atMost(JobPlatform.PATIENCE).until(() -> costs() == 2);
    process.close();
    assertThat(process.log()).doesNotContain("Stopped without a savepoint");
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
    await().atMost(JobPlatform.PATIENCE).until(() -> costs() == 1);
    process.kill();

    // When
    run("--state-backend", "rocksdb");

    // Then
    assertThat(process.await(Duration.ofSeconds(30))).isEqualTo(2);
    assertThat(process.log()).contains("--state-backend is rocksdb", "was written with hashmap");

    run("--state-backend", "HashMap");
    platform.send(kafka, Events.edited("heap", 0, "the dog sat"));
    await().atMost(JobPlatform.PATIENCE).until(() -> costs() == 2);
  }

  @Test
  void shouldListenForThisMachineAlone() throws Exception {
    // Given
    int port = Ports.free();

    // When
    run("--metrics-port", String.valueOf(port), "--metrics-host", "localhost");

    // Then
    await().atMost(JobPlatform.PATIENCE).until(() -> answers(port));
    platform.send(kafka, Events.generation("a", "the cat sat"));
    platform.send(kafka, Events.edited("a", 0, "the dog sat"));
    await().atMost(JobPlatform.PATIENCE).until(() -> costs() == 1);
    assertThat(Listening.outside(process.pid())).isEmpty();
  }

  private static boolean answers(int port) {
    try (Socket socket = new Socket("localhost", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void shouldNameWhatIsWrongWithItsSettings() throws Exception {
    // When
    run("--checkpoint-interval", "900", "--tokens", "word");

    // Then
    assertThat(process.await(Duration.ofSeconds(30))).isEqualTo(2);
    assertThat(process.log()).contains("'--tokens': need words, treebank", "not 'word'");
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
    process = JavaProcess.of(FeedbackMain.class).arguments(all).start(folder.resolve("log"));
  }

  private org.apache.flink.core.fs.Path newestCheckpoint() {
    return RetainedCheckpoints.newest(
            new org.apache.flink.core.fs.Path(folder.resolve("checkpoints").toUri()))
        .orElseThrow();
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
