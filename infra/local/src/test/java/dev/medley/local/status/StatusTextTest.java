package dev.medley.local.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusTextTest {
  private static final Snapshot SNAPSHOT =
      new Snapshot(
          Duration.ofSeconds(61),
          180,
          2.94,
          Map.of(
              "email/base", new Snapshot.Served(0, 9, Optional.empty()),
              "email/sft", new Snapshot.Served(4, 40, Optional.of(Duration.ofMillis(12_340)))),
          Map.of("email/base", 0.5, "email/sft", 0.25),
          Map.of("trainer", 7L),
          0,
          1);

  @Test
  void shouldShowEveryArmInABlock() {
    // Given
    // When
    String block = String.join("\n", StatusText.block(SNAPSHOT));

    // Then
    assertThat(block).contains("180 edits, 2.9/s, 0 dead letters, 1 failed requests");
    assertThat(block).containsPattern("email/sft +40 +0.250 +v4 +12.3 s");
    assertThat(block).containsPattern("email/base +9 +0.500 +- +-");
    assertThat(block).contains("lag: trainer 7");
  }

  @Test
  void shouldSayTheSameInOneLine() {
    // Given
    // When
    String line = StatusText.line(SNAPSHOT);

    // Then
    assertThat(line).contains("email/base 0.500, email/sft 0.250 v4 12.3 s").doesNotContain("\n");
  }
}
