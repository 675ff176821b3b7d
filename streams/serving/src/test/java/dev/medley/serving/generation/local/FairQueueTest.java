package dev.medley.serving.generation.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.lm.generation.SamplingParameters;
import dev.medley.serving.generation.ServedAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whose job comes when. */
final class FairQueueTest {
  private final FairQueue queue = new FairQueue(6);

  @Test
  void shouldTakeInTurnFromEachWhoAsks() throws Exception {
    // Given
    for (String asker : List.of("a", "a", "a", "b", "c", "b")) {
      queue.offer(job(asker));
    }
    List<Job> taken = new ArrayList<>();

    // When
    queue.take(taken, 4, 0);
    queue.take(taken, 9, 0);

    // Then
    assertThat(taken).extracting(Job::asker).containsExactly("a", "b", "c", "a", "b", "a");
    assertThat(queue.size()).isZero();
  }

  @Test
  void shouldMakeRoomForWhoHasFewer() throws Exception {
    // Given
    List<Job> many = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      many.add(job("a"));
      queue.offer(many.get(i));
    }
    Job more = job("a");
    Job other = job("b");

    // When
    Optional<Job> refused = queue.offer(more);
    Optional<Job> displaced = queue.offer(other);

    // Then
    assertThat(refused).containsSame(more);
    assertThat(displaced).containsSame(many.get(5));
    List<Job> taken = new ArrayList<>();
    queue.take(taken, 9, 0);
    assertThat(taken).hasSize(6).contains(other).doesNotContain(many.get(5));
  }

  private static Job job(String asker) {
    return new Job(new ServedAdapter.Base(), new int[] {1}, SamplingParameters.greedy(2), asker, 0);
  }
}
