package dev.medley.learner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class PhaseTest {
  private static final Phase LEARNING = new Phase.Learning();
  private static final Phase REFUSED = new Phase.Refused(2);
  private static final Phase PUBLISHING = new Phase.Publishing(3, null, Map.of());

  @Test
  void shouldForgetRefusalsAtACheckpoint() {
    // When
    Phase next = REFUSED.after(PUBLISHING);

    // Then
    assertThat(next).isEqualTo(LEARNING);
    assertThat(next.refusedInARow()).isZero();
  }

  @Test
  void shouldStayPausedWhateverARoundEndsWith() {
    // Given
    Phase paused = REFUSED.paused(true);

    // When
    Phase afterCheckpoint = paused.after(PUBLISHING);

    // Then
    assertThat(afterCheckpoint).isEqualTo(new Phase.Paused(LEARNING));
    assertThat(paused.after(new Phase.Refused(3)).refusedInARow()).isEqualTo(3);
    assertThat(paused.after(paused)).isEqualTo(paused);
  }

  @Test
  void shouldGoOnWhereAPauseBegan() {
    // Given
    Phase paused = REFUSED.paused(true).paused(true);

    // When
    Phase resumed = paused.paused(false);

    // Then
    assertThat(resumed).isEqualTo(REFUSED);
  }
}
