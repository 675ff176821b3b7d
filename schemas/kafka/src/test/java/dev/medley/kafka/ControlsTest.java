package dev.medley.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.kafka.control.ControlWriter;
import dev.medley.kafka.control.Controls;
import dev.medley.schemas.Control;
import dev.medley.schemas.RollBack;
import dev.medley.testing.Platform;
import dev.medley.testing.SharedPlatform;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Requests that break the rule of names, on a real broker. */
@ExtendWith(SharedPlatform.class)
final class ControlsTest {
  private static final Duration WITHIN = Duration.ofSeconds(20);

  @Test
  void shouldHoldToWhatWasAskedBeforeANameThatIsNone(Platform platform) throws Exception {
    // Given
    ControlTopic control = new ControlTopic(platform, "shouldHold.").create(1);
    Map<String, RollBack> foreign = Map.of("../sft", new RollBack(1L, Instant.EPOCH));
    control.write(0, "email", control.value(pinned("email", "sft").build()), 1);
    control.write(0, "email", control.value(pinned("email", "a/b").build()), 2);
    control.write(
        0, "email", control.value(pinned("email", "dpo").setRollBacks(foreign).build()), 3);
    control.write(
        0,
        "email",
        control.value(pinned("email", "rl").setRetries(Map.of("..", Instant.EPOCH)).build()),
        3);
    control.write(0, "a/b", control.value(pinned("a/b", "sft").build()), 4);

    // When
    try (Controls controls = Controls.follow(control.cluster())) {
      controls.readToEnd(WITHIN);

      // Then
      assertThat(controls.of("email")).map(Control::getPinnedArm).contains("sft");
      assertThat(controls.of("a/b")).isEmpty();
    }
    ControlWriter writer = new ControlWriter(control.cluster());
    assertThat(writer.read("email")).map(Control::getPinnedArm).contains("sft");
    assertThat(writer.read("a/b")).isEmpty();
    control.close();
  }

  @Test
  void shouldTakeAReasonOfAnyLength(Platform platform) throws Exception {
    // Given
    ControlTopic control = new ControlTopic(platform, "shouldTake.").create(1);
    String essay = "x".repeat(5000);
    control.write(0, "email", control.value(pinned("email", "base").setReason(essay).build()), 1);

    // When
    try (Controls controls = Controls.follow(control.cluster())) {
      controls.readToEnd(WITHIN);

      // Then
      assertThat(controls.of("email")).map(Control::getReason).contains(essay);
    }
    control.close();
  }

  private static Control.Builder pinned(String task, String arm) {
    return Control.newBuilder().setTask(task).setChangedAt(Instant.EPOCH).setPinnedArm(arm);
  }
}
