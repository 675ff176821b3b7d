package dev.medley.lab.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.lab.tables.TablesCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is refused before any work begins. */
final class RunOptionsTest {
  @TempDir private Path folder;
  private final StringWriter errors = new StringWriter();

  @Test
  void shouldSayHowTimesAreWritten() {
    // When
    int code = run("--for", "soon");

    // Then
    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains("'soon'", "5m");
  }

  @Test
  void shouldAskForTheNameOfTheUsersModel() {
    // When
    int code = run("--user-url", "http://localhost:8000/v1");

    // Then
    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains("--user-model");
  }

  private int run(String... arguments) {
    return new CommandLine(new TablesCommand())
        .setErr(new PrintWriter(errors, true))
        .execute(
            Stream.concat(Stream.of(arguments), Stream.of("--work", folder.toString()))
                .toArray(String[]::new));
  }
}
