package dev.medley.kafka.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.Cluster;
import dev.medley.kafka.control.ControlWriter;
import dev.medley.kafka.fixtures.Topics;
import dev.medley.schemas.Control;
import dev.medley.schemas.CostUnit;
import dev.medley.schemas.ServingMode;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine;

/** What operators ask of a task, by the command. */
@ExtendWith(SharedPlatform.class)
final class ControlCommandTest {
  @Test
  void shouldKeepWhatElseWasAskedOfATask(Platform platform) throws Exception {
    // Given
    Cluster own = Topics.fresh(platform, 2);
    assertThat(control(own, "pause", "email")).isZero();
    assertThat(control(own, "shadow", "summary")).isZero();
    assertThat(control(own, "roll-back", "email", "--member=dpo", "--to=3")).isZero();
    assertThat(control(own, "retry", "email", "--member=rl", "--reason=mended")).isZero();

    assertThat(control(own, "cost", "email", "--in=code")).isZero();
    assertThat(control(own, "max-tokens", "email", "--most=300")).isZero();

    // When
    assertThat(control(own, "pin", "email", "--arm=sft", "--reason=drill")).isZero();

    // Then
    ControlWriter writer = new ControlWriter(own);
    Control email = writer.read("email").orElseThrow();
    assertThat(email.getMode()).isEqualTo(ServingMode.PIN);
    assertThat(email.getPinnedArm()).isEqualTo("sft");
    assertThat(email.getPausedAt()).isNotNull();
    assertThat(email.getRollBacks().get("dpo").getVersion()).isEqualTo(3);
    assertThat(email.getRetries()).containsOnlyKeys("rl");
    assertThat(email.getCostUnit()).isEqualTo(CostUnit.CODE);
    assertThat(email.getMaxTokens()).isEqualTo(300);
    assertThat(writer.read("summary").orElseThrow().getMode()).isEqualTo(ServingMode.SHADOW);
    assertThat(writer.read("nobody")).isEmpty();
  }

  private static int control(Cluster cluster, String... arguments) {
    List<String> all = new ArrayList<>();
    all.add("--bootstrap-servers=" + cluster.brokers());
    all.add("--schema-registry=" + cluster.registry());
    all.add("--topic-prefix=" + cluster.prefix());
    all.addAll(List.of(arguments));
    return new CommandLine(new ControlCommand()).execute(all.toArray(String[]::new));
  }
}
