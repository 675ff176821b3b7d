package dev.medley.learner.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.learner.gate.Bests;
import dev.medley.learner.state.PublishedVersion;
import dev.medley.schemas.Return;
import java.time.Instant;
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

  @Test
  void shouldForgetTheBestThatOperatorsTookBack() {
    // Given
    Standing standing =
        Standing.BEGIN.published(new PublishedVersion(9, 1, 0), 20, 9, new Bests(9, 2));

    // When
    Standing done = standing.returned(answer(3, true));
    Standing failed = standing.returned(answer(3, false));

    // Then: a fault that the gate does not see is no bar any more
    assertThat(done.bests()).isEqualTo(new Bests(3, 2));
    assertThat(failed.bests()).isEqualTo(new Bests(9, 2));
  }

  private static Return answer(long version, boolean done) {
    return Return.newBuilder()
        .setVersion(version)
        .setAskedAt(Instant.EPOCH)
        .setDone(done)
        .setForgotten(List.of())
        .setEditsSeen(0)
        .setNewestEditAt(Instant.EPOCH)
        .build();
  }

  private static List<Long> versions(Standing standing) {
    return standing.published().stream().map(PublishedVersion::version).toList();
  }
}
