package dev.medley.feedback.deadletters;

import static dev.medley.feedback.JobPlatform.PATIENCE;
import static dev.medley.feedback.Records.keys;
import static dev.medley.feedback.Records.read;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.medley.feedback.DeadLetter;
import dev.medley.feedback.Events;
import dev.medley.feedback.JobPlatform;
import dev.medley.feedback.Reason;
import dev.medley.kafka.Cluster;
import dev.medley.schemas.Edit;
import dev.medley.schemas.Topic;
import dev.medley.testing.ForeignSchemas;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.flink.core.execution.JobClient;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedPlatform.class)
final class ReplayTest {
  private static final Replay.Watcher ON = (counts, left) -> true;
  private static final InstantSource NOW = InstantSource.system();

  @AutoClose private final JobPlatform platform;

  ReplayTest(Platform shared) {
    this.platform = new JobPlatform(shared);
  }

  @Test
  void shouldLabelOnceWhatWasMended() throws Exception {
    // Given
    Cluster kafka = platform.topics("mended.");
    JobClient job = platform.startJob(kafka);
    platform.send(kafka, Events.generation("long", "the cat sat"));
    platform.send(kafka, Events.edited("long", 0, lengthy(1)));
    await().atMost(PATIENCE).until(() -> read(kafka, Topic.EDITS_DEAD_LETTERS).size() == 1);
    job.cancel().get();
    Replay replay = replay(kafka, 4, NOW);

    // When
    Replay.Counts counted = replay.dryRun(ON);
    Replay.Counts replayed = replay.run(ON);
    Replay.Counts again = replay.run(ON);

    // Then
    assertThat(counted).isEqualTo(new Replay.Counts(1, 1, 0, 0)).isEqualTo(replayed);
    assertThat(again).isEqualTo(Replay.Counts.NONE);
    JobClient raised = platform.startJob(JobPlatform.settings(kafka, 4 << 20), 1);
    try {
      await().atMost(PATIENCE).until(() -> read(kafka, Topic.COST).size() == 1);
      assertThat(keys(kafka, Topic.EDITS)).containsExactly("long", "long");
      assertThat(read(kafka, Topic.EDITS_DEAD_LETTERS)).hasSize(1);
    } finally {
      raised.cancel().get();
    }
  }

  @Test
  void shouldFindAgainWhatIsStillBrokenAndSendNothingTwice() {
    // Given
    Cluster kafka = platform.topics("broken.");
    letter(kafka, Events.edited("a", 0, lengthy(1)));
    letter(kafka, Events.edited("b", 0, lengthy(3)));
    letter(kafka, Events.edited("c", 0, lengthy(1)));
    Replay.Counts first = replay(kafka, 2, NOW).run(ON);
    Replay.Counts same = replay(kafka, 2, NOW).run(ON);

    // When
    Replay.Counts raised = replay(kafka, 4, NOW).run(ON);

    // Then
    assertThat(first).isEqualTo(new Replay.Counts(3, 2, 1, 0));
    assertThat(same).isEqualTo(new Replay.Counts(1, 0, 1, 0));
    assertThat(raised).isEqualTo(new Replay.Counts(1, 1, 0, 0));
    assertThat(keys(kafka, Topic.EDITS)).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void shouldNotSendWhatIsOlderThanTheWindow() {
    // Given
    Cluster kafka = platform.topics("old.");
    letter(kafka, Events.edited("a", 0, lengthy(1)));
    InstantSource later = () -> Instant.now().plus(Duration.ofHours(2));

    // When
    Replay.Counts old = replay(kafka, 2, later).run(ON);

    // Then
    assertThat(old).isEqualTo(new Replay.Counts(1, 0, 0, 1));
    assertThat(replay(kafka, 2, later).run(ON)).isEqualTo(Replay.Counts.NONE);
    assertThat(keys(kafka, Topic.EDITS)).isEmpty();
  }

  @Test
  void shouldNotSendWhatHasMoreWordsThanAreMeasured() {
    // Given
    Cluster kafka = platform.topics("wordy.");
    letter(kafka, Events.edited("a", 0, "dog ".repeat(300_000)));
    letter(kafka, Events.inline(Events.edited("b", 0, "a dog"), "dog ".repeat(300_000)));

    // When
    Replay.Counts counts = replay(kafka, 4, NOW).run(ON);

    // Then
    assertThat(counts).isEqualTo(new Replay.Counts(2, 0, 2, 0));
  }

  @Test
  void shouldCallBrokenWhatIsUnderASchemaThatIsNotAvro() throws Exception {
    // Given
    Cluster kafka = platform.topics("foreign-replay.");
    letter(kafka, "json", ForeignSchemas.json(kafka.registry()));
    letter(kafka, Events.edited("a", 0, lengthy(1)));

    // When
    Replay.Counts counts = replay(kafka, 2, NOW).run(ON);

    // Then
    assertThat(counts).isEqualTo(new Replay.Counts(2, 1, 1, 0));
    assertThat(keys(kafka, Topic.EDITS)).containsExactly("a");
  }

  @Test
  void shouldGoOnWhereItWasStopped() {
    // Given
    Cluster kafka = platform.topics("stopped.");
    letter(kafka, Events.edited("a", 0, lengthy(1)));
    Replay.Counts stopped = replay(kafka, 2, NOW).run((counts, left) -> false);

    // When
    Replay.Counts counts = replay(kafka, 2, NOW).run(ON);

    // Then
    assertThat(stopped).isEqualTo(Replay.Counts.NONE);
    assertThat(counts).isEqualTo(new Replay.Counts(1, 1, 0, 0));
  }

  @Test
  void shouldSendNothingTwiceWhereTwoRunAtOnce() {
    // Given
    Cluster kafka = platform.topics("twice.");
    letter(kafka, Events.edited("a", 0, lengthy(1)));
    Replay.Watcher whileAnotherRuns =
        (counts, left) -> replay(kafka, 2, NOW).run(ON).letters() == 1;

    // When
    Replay first = replay(kafka, 2, NOW);

    // Then
    assertThatThrownBy(() -> first.run(whileAnotherRuns))
        .isInstanceOfAny(ProducerFencedException.class, InvalidProducerEpochException.class);
    assertThat(keys(kafka, Topic.EDITS)).containsExactly("a");
  }

  private static Replay replay(Cluster kafka, int maxMegabytes, InstantSource clock) {
    return new Replay(
        kafka,
        JobPlatform.settings(kafka, maxMegabytes << 20),
        Topic.EDITS,
        Reason.TOO_LONG,
        clock);
  }

  /** Puts an edit where the job would. */
  private void letter(Cluster kafka, Edit edit) {
    letter(kafka, edit.getGenerationId(), platform.bytes(kafka, edit));
  }

  private void letter(Cluster kafka, String key, byte[] value) {
    String topic = kafka.topic(Topic.EDITS);
    DeadLetter letter =
        new DeadLetter(topic, 0, 0, key.getBytes(UTF_8), value, Reason.TOO_LONG, "");
    platform.send(new DeadLetterWriter(List.of(topic)).serialize(letter, null, null));
    platform.flush();
  }

  /** A text of a little more than so many megabytes, in few words. */
  private static String lengthy(int megabytes) {
    return "the %s dog ".formatted("g".repeat(1023)).repeat(megabytes << 10);
  }
}
