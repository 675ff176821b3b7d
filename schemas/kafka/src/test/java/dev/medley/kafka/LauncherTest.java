package dev.medley.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class LauncherTest {
  private static final String SECRET = "S3CRET";

  @TempDir private Path folder;

  @Command(name = "reads")
  static final class Reads implements Callable<Integer> {
    @Mixin private KafkaOptions kafka;

    @Override
    public Integer call() {
      kafka.cluster();
      return 0;
    }
  }

  @Test
  void shouldSayAnExceptionAndItsFirstCauseInOneLine() {
    // Given
    StringWriter err = new StringWriter();
    CommandLine line =
        Launcher.line(
                "The test ended",
                new Thrower(new IllegalStateException("outer", new Exception("inner\nmore"))))
            .setErr(new PrintWriter(err));

    // When
    int status = line.execute();

    // Then
    assertThat(err).hasToString("The test ended: outer: inner" + System.lineSeparator());
    assertThat(status).isEqualTo(1);
  }

  @Command
  record Thrower(Exception exception) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      throw exception;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "schema.registry.basic.auth.credentials.source=OAUTH, is unknown",
    "schema.registry.basic.auth.user.info=u:S3CRET, is only read with",
    "schema.registry.url=http://u:S3CRET@host, goes with"
  })
  void shouldRefuseWhatMakesNoRegistryClientAtTheStart(String property, String expected)
      throws Exception {
    // Given
    Path file = Files.writeString(folder.resolve("client.properties"), property);
    StringWriter err = new StringWriter();
    CommandLine line = Launcher.line("The test ended", new Reads()).setErr(new PrintWriter(err));

    // When
    int status = line.execute("--kafka-config=" + file);

    // Then
    assertThat(err.toString().strip()).contains(expected).doesNotContain(SECRET).hasLineCount(1);
    assertThat(status).isEqualTo(1);
  }
}
