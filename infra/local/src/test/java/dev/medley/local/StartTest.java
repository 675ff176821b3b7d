package dev.medley.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.local.processes.ChildProcess;
import dev.medley.local.settings.DataFolder;
import dev.medley.local.terminal.UserErrorException;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says when it can't start, through the real command. */
class StartTest {
  /** What a run of the command printed, and its exit code. */
  private record Outcome(int exitCode, List<String> lines) {}

  @TempDir private Path folder;

  @Test
  void shouldNameAPortThatIsTaken() throws Exception {
    // Given
    Files.writeString(folder.resolve("config.json"), "{}");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
      String port = String.valueOf(taken.getLocalPort());

      // When
      Outcome outcome = medley("--port", port, "--model", folder.toString());

      // Then
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.lines()).hasSize(1);
      assertThat(outcome.lines().get(0)).contains("Port " + port, "--port", "is taken");
    }
  }

  @Test
  void shouldNameAModelThatIsMissing() throws Exception {
    // Given
    Path missing = folder.resolve("nothing");

    // When
    Outcome outcome = medley("--model", missing.toString());

    // Then
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.lines()).hasSize(1);
    assertThat(outcome.lines().get(0)).contains(missing.toString(), "--model");
  }

  @Test
  void shouldNameADataFolderThatCannotBeWritten() throws IOException {
    // Given
    Path file = Files.writeString(folder.resolve("file"), "in the way");

    // When
    // Then
    assertThatThrownBy(() -> DataFolder.open(file))
        .isInstanceOf(UserErrorException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("--data");
  }

  @Test
  void shouldCountRunsAcrossRestarts() {
    // Given
    long first;
    try (DataFolder data = DataFolder.open(folder)) {
      first = data.nextRun();
    }

    // When
    long second;
    try (DataFolder data = DataFolder.open(folder)) {
      second = data.nextRun();
    }

    // Then
    assertThat(List.of(first, second)).containsExactly(1L, 2L);
  }

  private Outcome medley(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(ChildProcess.java(64));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "dev.medley.local.Main", "up"));
    command.addAll(List.of("--data", folder.resolve("data").toString()));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines;
    try (BufferedReader reader = process.inputReader(UTF_8)) {
      lines = reader.lines().toList();
    }
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), lines);
  }
}
