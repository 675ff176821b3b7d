package dev.medley.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.medley.feedback.deadletters.DeadLetterWriter;
import dev.medley.feedback.job.FeedbackMain;
import dev.medley.kafka.Cluster;
import dev.medley.schemas.AvroSerializer;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Topic;
import dev.medley.testing.JavaProcess;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The replay as operators start it, stop it and kill it. */
@ExtendWith(SharedPlatform.class)
final class ReplayProcessTest {
  private static final int LETTERS = 150_000;

  @AutoClose private final JobPlatform platform;
  private final Cluster kafka;
  @TempDir Path folder;
  private JavaProcess process;

  ReplayProcessTest(Platform shared) {
    this.platform = new JobPlatform(shared);
    this.kafka = platform.topics("process.");
  }

  @AfterEach
  void stop() {
    process.kill();
  }

  @Test
  void shouldSendEachLetterOnceWhereItIsKilledAndStopped() throws Exception {
    // Given
    writeLetters();
    start();
    await().atMost(JobPlatform.PATIENCE).until(() -> Log.end(kafka, Topic.EDITS) > 0);
    process.kill();
    long atKill = Log.uncommittedEnd(kafka, Topic.EDITS);
    start();
    await()
        .atMost(JobPlatform.PATIENCE)
        .until(() -> Log.uncommittedEnd(kafka, Topic.EDITS) > atKill + 1000);

    // When
    process.close();

    // Then
    assertThat(process.log()).contains("stopped with", "run again, it goes on");
    awaitAllCommitted();
    start();
    assertThat(process.await(Duration.ofSeconds(90))).isZero();
    awaitAllCommitted();
    assertThat(Records.keys(kafka, Topic.EDITS)).doesNotHaveDuplicates().hasSize(LETTERS / 2);
  }

  /** The broker shows a transaction a moment after its commit was answered. */
  private void awaitAllCommitted() {
    await()
        .atMost(JobPlatform.PATIENCE)
        .until(() -> Log.end(kafka, Topic.EDITS) == Log.uncommittedEnd(kafka, Topic.EDITS));
  }

  /** Every other letter is mended. */
  private void writeLetters() {
    String topic = kafka.topic(Topic.EDITS);
    DeadLetterWriter writer = new DeadLetterWriter(List.of(topic));
    AvroSerializer<Edit> edits = new AvroSerializer<>(platform.schemas());
    for (int i = 0; i < LETTERS; i++) {
      Edit edit = Events.edited("edit-" + i, 0, i % 2 == 0 ? "the dog sat" : " ");
      byte[] key = edit.getGenerationId().getBytes(UTF_8);
      byte[] value = edits.serialize(topic, edit);
      DeadLetter letter = new DeadLetter(topic, 0, 0, key, value, Reason.INVALID, "");
      platform.send(writer.serialize(letter, null, null));
    }
    platform.flush();
  }

  private void start() throws IOException {
    process =
        JavaProcess.of(FeedbackMain.class)
            .heap("256m")
            .arguments(
                "replay-dead-letters",
                "--reason=INVALID",
                "--bootstrap-servers=" + kafka.brokers(),
                "--schema-registry=" + kafka.registry(),
                "--topic-prefix=" + kafka.prefix())
            .start(log());
  }

  private Path log() {
    return folder.resolve("log");
  }
}
