package dev.medley.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JavaProcessTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  /** Says what it was given, and ends with a status or sleeps. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws Exception {
      System.out.println(System.getenv("WORD") + " " + System.getProperty("more"));
      if (args.length == 0) {
        Thread.sleep(60_000);
      }
      System.exit(Integer.parseInt(args[0]));
    }
  }

  @Test
  void shouldHandOnWhatItIsGivenAndTheExitStatus() throws Exception {
    // Given
    JavaProcess.Builder builder =
        JavaProcess.of(Program.class).environment("WORD", "hello").jvm("-Dmore=world");

    // When
    JavaProcess process = builder.arguments("7").start(folder.resolve("log"));

    // Then
    assertThat(process.await(LONG)).isEqualTo(7);
    assertThat(process.log()).isEqualTo("hello world" + System.lineSeparator());
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void shouldSayWhatAProcessPrintedThatEndsBeforeItsTime() throws Exception {
    // Given
    JavaProcess process = JavaProcess.of(Program.class).arguments("7").start(folder.resolve("log"));

    // When / Then
    assertThatThrownBy(() -> process.awaitLog("ready", LONG))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("ready does not come before the end: null null");
  }

  @Test
  void shouldEndOneThatSleeps() throws Exception {
    // Given
    JavaProcess process = JavaProcess.of(Program.class).start(folder.resolve("log"));
    process.awaitLog("null", LONG);

    // When
    process.close();

    // Then
    assertThat(process.isAlive()).isFalse();
  }
}
