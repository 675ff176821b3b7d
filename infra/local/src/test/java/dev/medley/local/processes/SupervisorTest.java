package dev.medley.local.processes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.local.terminal.Console;
import dev.medley.local.terminal.UserErrorException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  @TempDir private Path folder;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final Supervisor supervisor =
      new Supervisor(new Console(new PrintStream(shown, true, UTF_8), false), 2);

  @AfterEach
  void stopAll() {
    supervisor.close();
  }

  @Test
  void shouldNameThePartItsExitCodeAndItsLastErrorWhenItDies() throws Exception {
    // Given
    Part part =
        part("trainer", "echo 'INFO well'; sleep 0.5; echo 'ERROR disk on fire'; echo bye; exit 7");
    supervisor.start(part);

    // When
    String line = supervisor.failure().get(10, TimeUnit.SECONDS);

    // Then
    assertThat(line)
        .contains("trainer ended with exit code 7", "trainer.log", "ERROR disk on fire")
        .doesNotContain("\n");
  }

  @Test
  void shouldSayWhyAPartNeverBecameReady() {
    // Given
    Part part = part("serving", "echo 'cannot read the model'; exit 1", () -> false, 5);

    // When
    // Then
    assertThatThrownBy(() -> supervisor.start(part))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining("serving ended with exit code 1")
        .hasMessageContaining("cannot read the model");
  }

  @Test
  void shouldStartAPartAgainThatASignalKilled() throws Exception {
    // Given
    supervisor.start(part("feedback", "sleep 60"));
    Process first = supervisor.processes().get("feedback");

    // When
    first.destroyForcibly().waitFor();

    // Then
    Process second = awaitAnother("feedback", first);
    assertThat(second.isAlive()).isTrue();
    assertThat(supervisor.failure()).isNotDone();
    assertThat(shown.toString(UTF_8)).contains("feedback was killed (exit code 137)", "1 of 2");
  }

  @Test
  void shouldGiveUpOnAPartThatIsKilledTooOften() throws Exception {
    // Given
    supervisor.start(part("feedback", "sleep 60"));
    Process process = supervisor.processes().get("feedback");
    for (int i = 0; i < 2; i++) {
      process.destroyForcibly().waitFor();
      process = awaitAnother("feedback", process);
    }

    // When
    process.destroyForcibly().waitFor();

    // Then
    assertThat(supervisor.failure().get(10, TimeUnit.SECONDS)).contains("exit code 137");
  }

  @Test
  void shouldKillAPartThatIgnoresSigterm() throws Exception {
    // Given
    Path marker = folder.resolve("deaf");
    String deaf = "trap '' TERM; touch '" + marker + "'; while :; do sleep 0.1; done";
    supervisor.start(part("broker", deaf, () -> Files.exists(marker), 1));
    Process process = supervisor.processes().get("broker");

    // When
    supervisor.close();

    // Then
    assertThat(process.isAlive()).isFalse();
    assertThat(process.exitValue()).isEqualTo(137);
    assertThat(shown.toString(UTF_8)).contains("broker did not stop within 1 s: killing it");
  }

  @Test
  void shouldStopInTheOppositeOrderAndReportNoFailure() throws Exception {
    // Given
    Path order = folder.resolve("order");
    for (String name : List.of("one", "two")) {
      Path ready = folder.resolve(name);
      String script =
          "trap 'echo %s >> %s; exit 0' TERM; touch %s; while :; do sleep 0.05; done"
              .formatted(name, order, ready);
      supervisor.start(part(name, script, () -> Files.exists(ready), 5));
    }

    // When
    supervisor.close();

    // Then
    assertThat(Files.readAllLines(order)).containsExactly("two", "one");
    assertThat(supervisor.failure()).isNotDone();
  }

  private Process awaitAnother(String name, Process old) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (System.nanoTime() < deadline) {
      Process now = supervisor.processes().get(name);
      if (now.pid() != old.pid()) {
        return now;
      }
      Thread.sleep(20);
    }
    throw new AssertionError(name + " was not started again");
  }

  private Part part(String name, String script) {
    return part(name, script, () -> true, 2);
  }

  private Part part(String name, String script, BooleanSupplier ready, int stopSeconds) {
    Path log = folder.resolve(name + ".log");
    return new Part(
        name,
        () -> ChildProcess.start(List.of("/bin/sh", "-c", script), Map.of(), log),
        log,
        ready,
        Duration.ofSeconds(10),
        Duration.ofSeconds(stopSeconds));
  }
}
