package dev.medley.learner.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.learner.gate.Bests;
import dev.medley.learner.state.PublishedVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StandingTest {
  @Test
  void shouldKeepTheBestVersionsHoweverOldTheyAre() {
    // Given
    Standing standing = Standing.BEGIN;

    // When
    for (long version = 1; version <= 6; version++) {
      standing =
          standing.published(new PublishedVersion(version, 1, 0), 2, version, new Bests(1, 3));
    }
    Standing moved = standing.published(new PublishedVersion(7, 1, 0), 2, 7, new Bests(3, 3));

    // Then
    assertThat(versions(standing)).containsExactly(1L, 3L, 5L, 6L);
    assertThat(versions(moved)).containsExactly(3L, 6L, 7L);
    assertThat(moved.expiredSince(standing))
        .extracting(PublishedVersion::version)
        .containsExactly(1L, 5L);
  }

  private static List<Long> versions(Standing standing) {
    return standing.published().stream().map(PublishedVersion::version).toList();
  }
}
