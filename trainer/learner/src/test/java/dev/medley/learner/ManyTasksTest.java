package dev.medley.learner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.control.ControlChange;
import dev.medley.kafka.control.ControlWriter;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.learner.proofs.LabelPlaces;
import dev.medley.learner.proofs.LiveTrainer;
import dev.medley.learner.proofs.MemberJournal;
import dev.medley.learner.proofs.Patience;
import dev.medley.learner.settings.MemberId;
import dev.medley.lm.fixtures.TinyModel;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A trainer among tasks that come, go, are others', or are refused. */
@ExtendWith(SharedPlatform.class)
final class ManyTasksTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private Path base;

  @BeforeEach
  void write() throws Exception {
    base = TinyModel.QUIET.write(folder.resolve("base"));
  }

  @Test
  void shouldLearnWhatLiesBehindManyLabelsOfATaskThatNobodyTrains(Platform platform)
      throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 1);
    try (Labels labels = new Labels(kafka)) {
      labels.write("a", 0, 3);
      labels.write("b", 3, 603);
      labels.write("a", 603, 643);
    }

    // When
    try (LiveTrainer trainer = start(kafka, "trainer", "--tasks=a", "--members=sft")) {
      awaitSeen(trainer, "a", 43);

      // Then
      Patience.until(
          "no label waits",
          PATIENCE,
          () -> trainer.metric("medley_trainer_lag", "task=\"a\"") == 0);
    }
    assertThat(places(kafka, "a")).isEqualTo(new LabelPlaces(43, 0, 0));
  }

  @Test
  void shouldTrainTasksThatFitFromTheirFirstLabelsOnAndNameThoseThatAreTooMany(Platform platform)
      throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 2);
    String[] arguments = {"--tasks=crm.*", "--max-tasks=2", "--members=sft"};
    try (LiveTrainer trainer = start(kafka, "first", arguments)) {

      // When
      write(kafka, "crm.a", 0, 20);
      write(kafka, "other", 20, 40);
      awaitSeen(trainer, "crm.a", 20);
      write(kafka, "crm.b", 40, 60);
      awaitSeen(trainer, "crm.b", 20);
      write(kafka, "crm.c", 60, 80);

      // Then
      trainer.awaitLog("A task is not trained", PATIENCE);
      assertThat(trainer.metric("medley_trainer_tasks_left_out")).isEqualTo(1);
      assertThat(trainer.log()).contains("crm.c").doesNotContain("\"other");
      trainer.kill();
    }
    // It knows them again, and what came meanwhile.
    write(kafka, "crm.a", 80, 100);
    try (LiveTrainer again = start(kafka, "second", arguments)) {
      awaitSeen(again, "crm.a", 40);
      awaitSeen(again, "crm.b", 20);
    }
    assertThat(places(kafka, "crm.a")).isEqualTo(new LabelPlaces(40, 0, 0));
    assertThat(places(kafka, "crm.b")).isEqualTo(new LabelPlaces(20, 0, 0));
  }

  @Test
  void shouldSleepWhereNoLabelsComeAndWakeForTheNext(Platform platform) throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 2);
    write(kafka, "a", 0, 20);
    try (LiveTrainer trainer =
        start(kafka, "trainer", "--all-tasks", "--members=sft", "--sleep-after=1")) {
      awaitSeen(trainer, "a", 20);
      trainer.awaitState("sft", "sleeping", PATIENCE);

      // When
      long began = System.nanoTime();
      write(kafka, "a", 20, 40);
      awaitSeen(trainer, "a", 40);

      // Then
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
      trainer.awaitState("sft", "sleeping", PATIENCE);
    }
    assertThat(places(kafka, "a")).isEqualTo(new LabelPlaces(40, 0, 0));
  }

  @Test
  void shouldTakeUpARefusedMemberWhereOperatorsAskForIt(Platform platform) throws Exception {
    // Given
    Cluster kafka = Topics.fresh(platform, 2);
    write(kafka, "a", 0, 20);
    try (LiveTrainer first = start(kafka, "first", "--tasks=a", "--members=sft,early")) {
      awaitSeen(first, "a", 40);
      try (LiveTrainer rival = start(kafka, "rival", "--tasks=a", "--members=sft")) {
        write(kafka, "a", 20, 40);
        awaitSeen(rival, "a", 40);
        first.awaitState("sft", "refused", PATIENCE);
      }
      write(kafka, "a", 40, 60);

      // When
      new ControlWriter(kafka).change("a", ControlChange.retry("sft"), "the rival is gone");

      // Then
      first.awaitState("sft", "running", PATIENCE);
      awaitSeen(first, "a", 120);
      assertThat(first.isIn("early", "running")).isTrue();
    }
    assertThat(places(kafka, "a")).isEqualTo(new LabelPlaces(60, 0, 0));
  }

  private LiveTrainer start(Cluster kafka, String name, String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--model=" + base,
                "--precision=float32",
                "--round-interval=0.2",
                "--linger=0.5",
                "--publish-steps=2"));
    all.addAll(List.of(arguments));
    return LiveTrainer.start(folder.resolve(name + ".log"), kafka, all).awaitReady();
  }

  private static void write(Cluster kafka, String task, int first, int last) {
    try (Labels labels = new Labels(kafka)) {
      labels.write(task, first, last);
    }
  }

  /** By all its members. */
  private static void awaitSeen(LiveTrainer trainer, String task, int labels) throws Exception {
    Patience.until(
        "%d labels of %s are learnt".formatted(labels, task),
        PATIENCE,
        () -> trainer.metric("medley_trainer_edits_seen", "task=\"%s\"".formatted(task)) >= labels);
  }

  private static LabelPlaces places(Cluster kafka, String task) {
    return LabelPlaces.of(kafka, MemberJournal.read(kafka, MemberId.of(task, "sft")));
  }
}
