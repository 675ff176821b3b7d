package dev.medley.feedback.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetainedCheckpointsTest {
  private static final int FILES = 3000;

  @TempDir private Path folder;

  @Test
  void shouldFindACheckpointWhileFlinkCleansUpBehindTheJob() throws Exception {
    // Given
    Path checkpoint = Files.createDirectories(folder.resolve("job/chk-7"));
    Files.createFile(checkpoint.resolve("_metadata"));
    Files.createDirectories(folder.resolve("job/chk-8"));
    Path shared = Files.createDirectories(folder.resolve("job/shared"));
    for (int i = 0; i < FILES; i++) {
      Files.createFile(shared.resolve("state-" + i));
    }

    // Once before, as loading Flink's classes takes longer than the deletion.
    assertThat(RetainedCheckpoints.newest(flink(folder))).isPresent();

    // When
    CompletableFuture<Void> cleaning = CompletableFuture.runAsync(() -> delete(shared));

    // Then
    do {
      assertThat(RetainedCheckpoints.newest(flink(folder)).orElseThrow().getName())
          .isEqualTo("chk-7");
    } while (!cleaning.isDone());
    cleaning.get();
  }

  @Test
  void shouldFindNothingWhereThereIsNoFolder() {
    assertThat(RetainedCheckpoints.newest(flink(folder.resolve("none")))).isEmpty();
  }

  private static void delete(Path shared) {
    for (int i = 0; i < FILES; i++) {
      try {
        Files.delete(shared.resolve("state-" + i));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static org.apache.flink.core.fs.Path flink(Path path) {
    return new org.apache.flink.core.fs.Path(path.toUri().getPath());
  }
}
