package dev.medley.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RetainedCheckpointsTest {
  @TempDir private Path folder;

  @Test
  void shouldFindACheckpointWhileFlinkCleansUpBehindTheJob() throws Exception {
    // Given
    Path checkpoint = Files.createDirectories(folder.resolve("job/chk-7"));
    Files.createFile(checkpoint.resolve("_metadata"));
    Files.createDirectories(folder.resolve("job/chk-8"));
    AtomicBoolean found = new AtomicBoolean();
    CompletableFuture<Void> cleaning =
        CompletableFuture.runAsync(
            () -> {
              while (!found.get()) {
                createAndDelete(folder.resolve("job/chk-6"));
              }
            });

    // When
    for (int i = 0; i < 500; i++) {
      assertThat(RetainedCheckpoints.newest(flink(folder)).orElseThrow().getName())
          .isEqualTo("chk-7");
    }

    // Then
    found.set(true);
    cleaning.get();
  }

  @Test
  void shouldFindNothingWhereThereIsNoFolder() {
    assertThat(RetainedCheckpoints.newest(flink(folder.resolve("none")))).isEmpty();
  }

  private static void createAndDelete(Path file) {
    try {
      Files.createFile(file);
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static org.apache.flink.core.fs.Path flink(Path path) {
    return new org.apache.flink.core.fs.Path(path.toUri().getPath());
  }
}
