package dev.medley.serving.generation.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.medley.schemas.FinishReason;
import dev.medley.serving.generation.FinishedResponse;
import dev.medley.serving.generation.GrowingResponse;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** The generation that a node waits for before it is ready. */
final class WarmUpTest {
  @Test
  void shouldNotBeDoneByAGenerationThatFailed() {
    // Given
    GrowingResponse first = new GrowingResponse(0);
    GrowingResponse second = new GrowingResponse(0);
    Queue<GrowingResponse> next = new ConcurrentLinkedQueue<>(List.of(first, second));

    // When
    try (WarmUp warmUp = new WarmUp(() -> Optional.ofNullable(next.poll()))) {
      first.fail(new IllegalStateException("no memory on the device"));

      // Then
      assertThat(warmUp.done()).isFalse();
      await().until(next::isEmpty);
      assertThat(warmUp.done()).isFalse();
      second.complete(new FinishedResponse("a", 1, 1, FinishReason.STOP));
      assertThat(warmUp.done()).isTrue();
    }
  }
}
