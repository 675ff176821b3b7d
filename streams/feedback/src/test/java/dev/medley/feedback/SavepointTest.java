package dev.medley.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.medley.schemas.Topic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Today's job goes on from every savepoint ever committed (see {@link SavepointRecording}). */
final class SavepointTest {
  @TempDir Path folder;
  @AutoClose private SavepointScenario scenario;

  static List<Path> savepoints() throws Exception {
    try (Stream<Path> folders = Files.list(SavepointScenario.SAVEPOINTS)) {
      return folders.sorted().toList();
    }
  }

  @BeforeEach
  void start() throws Exception {
    scenario = new SavepointScenario(folder);
  }

  @ParameterizedTest
  @MethodSource("savepoints")
  void shouldGoOnFromTheSavepointOfAnEarlierVersion(Path savepoint) throws Exception {
    // Given
    scenario.sendBefore();
    scenario.sendPending();
    JobClient job = scenario.startJob(savepoint);
    try {
      // When
      scenario.sendAfter();

      // Then
      await()
          .atMost(SavepointScenario.PATIENCE)
          .until(() -> scenario.costs().contains("revised/4 the red dog sits 1.00"));
      assertThat(scenario.costs())
          .containsExactlyInAnyOrder(
              "orphan/0 the dog sat 0.33",
              "busy-3/0 the dog sat 0.33",
              "tick-1/0 the dog sat 0.33",
              "pending/1 a dog sat 0.67",
              "unedited/0 the dog sat 0.33",
              "revised/4 the red dog sits 1.00");
      assertThat(scenario.keys(Topic.SUPERVISION)).hasSize(6);
      assertThat(scenario.keys(Topic.PREFERENCE)).hasSize(6);
      assertThat(scenario.keys(Topic.EDITS_DEAD_LETTERS)).containsExactly("pair");
      assertThat(scenario.keys(Topic.GENERATIONS_DEAD_LETTERS)).isEmpty();
    } finally {
      job.cancel().get();
    }
  }
}
