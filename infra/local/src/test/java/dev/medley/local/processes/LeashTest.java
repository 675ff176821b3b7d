package dev.medley.local.processes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.testing.JavaProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of parts when nobody is left to stop them. */
final class LeashTest {
  @TempDir private Path folder;

  /** Starts a part and says which. */
  static final class Launcher {
    private Launcher() {}

    public static void main(String[] args) throws Exception {
      Process part =
          ChildProcess.start(List.of("sleep", "600"), Map.of(), Path.of(args[0], "part.log"));
      System.out.println("part " + part.pid() + ".");
      part.waitFor();
    }
  }

  @Test
  void shouldLeaveNoPartBehindALauncherThatWasKilled() throws Exception {
    // Given
    JavaProcess launcher =
        JavaProcess.of(Launcher.class).arguments(folder.toString()).start(folder.resolve("log"));
    launcher.awaitLog(".", Duration.ofSeconds(20));
    long pid = Long.parseLong(launcher.log().replaceAll("\\D", ""));
    CompletableFuture<ProcessHandle> end = ProcessHandle.of(pid).orElseThrow().onExit();

    // When
    launcher.kill();

    // Then
    assertThat(end.get(10, TimeUnit.SECONDS).isAlive()).isFalse();
  }
}
