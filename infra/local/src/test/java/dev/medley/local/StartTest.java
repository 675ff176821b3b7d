package dev.medley.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.medley.local.settings.DataFolder;
import dev.medley.local.terminal.UserErrorException;
import dev.medley.testing.JavaProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--no-users --users=weak|--users is about simulated users, and --no-users leaves them out",
        "--no-users --rate=3|--rate is about simulated users, and --no-users leaves them out",
        "--tasks=email,support|--tasks support: simulated users know email and summary alone",
      })
  void shouldRefuseOptionsThatContradictEachOther(String options, String said) throws Exception {
    // When
    Outcome outcome = medley(options.split(" "));

    // Then
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.lines()).hasSize(1);
    assertThat(outcome.lines().get(0)).startsWith("medley: " + said);
  }

  private Outcome medley(String... options) throws IOException, InterruptedException {
    JavaProcess process =
        JavaProcess.of(Main.class)
            .heap("64m")
            .arguments("up", "--data=" + folder.resolve("data"))
            .arguments(options)
            .start(folder.resolve("log"));
    int status = process.await(Duration.ofSeconds(20));
    return new Outcome(status, process.log().lines().toList());
  }
}
