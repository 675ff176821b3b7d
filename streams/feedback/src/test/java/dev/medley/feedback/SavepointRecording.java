package dev.medley.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records a savepoint where the state has changed, for {@link SavepointTest}: {@code ./mvnw -pl
 * streams/feedback verify -Dtest=SavepointRecording -Dsavepoint=NAME}.
 */
final class SavepointRecording {
  @TempDir Path folder;
  @AutoClose private SavepointScenario scenario;

  @Test
  void shouldRecordASavepoint() throws Exception {
    // Given
    scenario = new SavepointScenario(folder);
    JobClient job = scenario.startJob(null);
    scenario.sendBefore();
    await().atMost(SavepointScenario.PATIENCE).until(() -> scenario.costs().size() == 4);
    // Only now, so that its quiet time begins at a watermark that has moved.
    scenario.sendPending();
    await().atMost(SavepointScenario.PATIENCE).until(scenario::isAllBehindACheckpoint);
    // Nothing is left in a transaction, which another broker could not commit.
    Thread.sleep(3000);

    // When
    String taken =
        job.stopWithSavepoint(false, folder.toUri().toString(), SavepointFormatType.CANONICAL)
            .get();

    // Then
    Path recorded = SavepointScenario.SAVEPOINTS.resolve(System.getProperty("savepoint"));
    Files.createDirectories(recorded);
    try (Stream<Path> files = Files.list(Path.of(URI.create(taken)))) {
      for (Path file : files.toList()) {
        Files.copy(file, recorded.resolve(file.getFileName()));
      }
    }
    assertThat(recorded.resolve("_metadata")).exists();
  }
}
