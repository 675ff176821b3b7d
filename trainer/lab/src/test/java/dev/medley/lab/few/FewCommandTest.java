package dev.medley.lab.few;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class FewCommandTest {
  @ParameterizedTest
  @CsvSource({
    "--learning=--replays 2, --replays",
    "--learning=--replay two, 'need a number from 0, not ''two'''",
    "--seeds=1;ten, 'not ''1;ten'''",
    "--tasks=crm, 'need email or summary, not ''crm'''",
    "--members=late, 'need sft, dpo, early, rl or edit-distance, not ''late'''"
  })
  void shouldSayWhatIsWanted(String argument, String said) {
    // Given
    StringWriter out = new StringWriter();
    CommandLine few = new CommandLine(new FewCommand()).setErr(new PrintWriter(out));

    // When
    int status = few.execute(argument);

    // Then
    assertThat(status).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(out.toString().lines().findFirst().orElseThrow()).contains(said);
  }
}
