package dev.medley.feedback.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.feedback.DeadLetter;
import dev.medley.feedback.JobPlatform;
import dev.medley.feedback.Reason;
import dev.medley.kafka.Cluster;
import dev.medley.schemas.Topic;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine;

@ExtendWith(SharedPlatform.class)
final class ReplayCommandTest {
  @AutoClose private final JobPlatform platform;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command =
      new CommandLine(new ReplayCommand())
          .setOut(new PrintWriter(out))
          .setErr(new PrintWriter(err));

  ReplayCommandTest(Platform shared) {
    this.platform = new JobPlatform(shared);
  }

  private int run(String prefix, String... more) {
    Cluster kafka = platform.cluster(prefix);
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(
        List.of(
            "--bootstrap-servers",
            kafka.brokers(),
            "--schema-registry",
            kafka.registry(),
            "--topic-prefix",
            prefix));
    return command.execute(arguments.toArray(String[]::new));
  }

  @Test
  void shouldCountByTopicAndReason() {
    // Given
    Cluster kafka = platform.topics("count.");
    byte[] unknown = {0, 0, 1, (byte) 0x86, (byte) 0x9f, 2, 2};
    String topic = kafka.topic(Topic.EDITS);
    DeadLetter letter =
        new DeadLetter(topic, 0, 0, "key".getBytes(UTF_8), unknown, Reason.UNKNOWN_SCHEMA, "");
    platform.send(new DeadLetterWriter(List.of(topic)).serialize(letter, null, null));
    platform.flush();

    // When
    int status = run("count.", "--reason", "UNKNOWN_SCHEMA,TOO_LONG", "--dry-run");

    // Then
    assertThat(status).isZero();
    assertThat(out.toString().lines())
        .element(2)
        .asString()
        .matches("UNKNOWN_SCHEMA +edits +1 +0 +1 +0");
    assertThat(out.toString().lines()).hasSize(5);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void shouldRefuseReasonsThatNoReplayMends() {
    // When
    int status = run("", "--reason", "TOO_LONG,CONFLICT,LATE");

    // Then
    assertThat(status).isEqualTo(2);
    assertThat(err.toString())
        .contains("[CONFLICT, LATE]")
        .contains("[UNKNOWN_SCHEMA, UNREADABLE, INVALID, TOO_LONG, AHEAD]");
  }

  @Test
  void shouldNameTheTopicThatIsMissing() {
    // When
    int status = run("wrong.", "--reason", "TOO_LONG");

    // Then
    assertThat(status).isEqualTo(1);
    assertThat(err.toString()).contains("wrong.generations.dead-letters", "prefix");
  }
}
