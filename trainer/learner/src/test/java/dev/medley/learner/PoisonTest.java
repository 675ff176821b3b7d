package dev.medley.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.proofs.CaughtUp;
import dev.medley.learner.proofs.LabelPlaces;
import dev.medley.learner.proofs.LiveTrainer;
import dev.medley.learner.proofs.MemberJournal;
import dev.medley.learner.settings.HoldOut;
import dev.medley.learner.settings.MemberId;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.schemas.Skip;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A label that no step can be taken on. */
@ExtendWith(SharedPlatform.class)
final class PoisonTest {
  private static final MemberId EARLY = MemberId.of("email", "early");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;
  private Path base;

  @Test
  void shouldPassOverItOnceAndForAll(Platform platform) throws Exception {
    // Given
    base = TinyModel.QUIET.write(folder.resolve("base"));
    Cluster kafka = Topics.fresh(platform, 1);
    int absurd = 200;
    assertThat(Labels.heldOut(HoldOut.FORMER, absurd)).isFalse();
    try (Labels labels = new Labels(kafka)) {
      labels.write("email", 0, absurd);
      labels.writeAbsurd("email", absurd);
      labels.write("email", absurd + 1, absurd + 20);
    }

    // When
    try (LiveTrainer trainer = start(kafka, "first").awaitReady()) {
      CaughtUp.await(kafka, List.of(EARLY), trainer, PATIENCE);
      assertThat(trainer.metric("medley_trainer_labels_skipped_total")).isEqualTo(1);
      trainer.kill();
    }
    Labels.ofEmail(kafka, absurd + 20, absurd + 40);
    try (LiveTrainer trainer = start(kafka, "second").awaitReady()) {
      CaughtUp.await(kafka, List.of(EARLY), trainer, PATIENCE);
    }

    // Then
    MemberJournal journal = MemberJournal.read(kafka, EARLY);
    assertThat(journal.all(Skip.class)).hasSize(1);
    assertThat(journal.all(Skip.class).get(0).getLabel().getOffset()).isEqualTo(absurd);
    assertThat(LabelPlaces.of(kafka, journal)).isEqualTo(new LabelPlaces(absurd + 40, 0, 0));
    List<ConsumerRecord<String, byte[]>> letters =
        Topics.read(kafka, Topic.SUPERVISION_DEAD_LETTERS);
    assertThat(letters).hasSize(1);
    assertThat(letters.get(0).key()).isEqualTo(Labels.id(absurd));
    assertThat(letters.get(0).value())
        .isEqualTo(Topics.read(kafka, Topic.SUPERVISION).get(absurd).value());
    assertThat(headers(letters.get(0)))
        .anyMatch(header -> header.startsWith("__connect.errors.topic="))
        .noneMatch(header -> header.contains("###") || header.contains("where is the cat"));
    assertThat(folder.resolve("first.log")).content().doesNotContain("###");
  }

  private static Stream<String> headers(ConsumerRecord<String, byte[]> record) {
    return Stream.of(record.headers().toArray())
        .map(header -> header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8));
  }

  private LiveTrainer start(Cluster kafka, String name) throws Exception {
    return LiveTrainer.start(
        folder.resolve(name + ".log"),
        kafka,
        List.of(
            "--model=" + base,
            "--tasks=email",
            "--members=early",
            "--precision=float32",
            "--round-interval=0.2",
            "--linger=0.5",
            "--publish-steps=16",
            "--skip-norm=6"));
  }
}
