package dev.medley.serving.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.ensemble.AdaptiveBound;
import dev.medley.ensemble.ArmState;
import dev.medley.ensemble.Choice;
import dev.medley.ensemble.LateEnsemble;
import dev.medley.ensemble.Policy;
import dev.medley.ensemble.Ucb1;
import dev.medley.schemas.FinishReason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A thousand requests, one every five seconds, to members of which one never ends and another's
 * users all walk away after two seconds. What is counted and what chooses is what nodes run.
 */
final class UnfairArmsTest {
  private static final int REQUESTS = 1_000;
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final String ENDLESS = "a-endless";
  private static final String LEFT = "b-left";
  private static final Map<String, Double> HONEST =
      Map.of(LateEnsemble.BASE, 0.6, "dpo", 0.5, "early", 0.3, "sft", 0.4);

  @TempDir Path folder;

  private record Event(Instant at, Runnable what) {}

  static Stream<Arguments> games() {
    List<Policy> policies = List.of(AdaptiveBound.DEFAULT, new Ucb1(0.1));
    return policies.stream()
        .flatMap(policy -> Stream.of(1L, 2L, 3L).map(seed -> Arguments.of(policy, seed)));
  }

  @ParameterizedTest
  @MethodSource("games")
  void shouldGiveFewRequestsToArmsThatNobodyCanUse(Policy policy, long seed) {
    // Given
    LateEnsemble ensemble = new LateEnsemble(policy, 0.02, 0.01);
    SplittableRandom random = new SplittableRandom(seed);
    PriorityQueue<Event> due = new PriorityQueue<>(Comparator.comparing(Event::at));
    Map<String, Integer> given = new HashMap<>();

    // When
    try (Log log = new Log(folder)) {
      for (int i = 0; i < REQUESTS; i++) {
        Instant now = Log.START.plus(EVERY.multipliedBy(i));
        while (!due.isEmpty() && !due.peek().at.isAfter(now)) {
          due.poll().what.run();
        }
        String arm = choose(ensemble, log, random).arm();
        given.merge(arm, 1, Integer::sum);
        answer("g" + i, arm, now, log, due, random);
        log.pass(EVERY);
      }
    }

    // Then
    assertThat(given.getOrDefault(ENDLESS, 0)).isLessThanOrEqualTo(REQUESTS * 3 / 100);
    assertThat(given.getOrDefault(LEFT, 0)).isLessThanOrEqualTo(REQUESTS * 3 / 100);
    assertThat(given).containsKeys(ENDLESS, LEFT);
  }

  private static Choice choose(LateEnsemble ensemble, Log log, SplittableRandom random) {
    Map<String, ArmState> arms = new HashMap<>();
    HONEST.keySet().forEach(arm -> arms.put(arm, log.total(arm).state()));
    List.of(ENDLESS, LEFT).forEach(arm -> arms.put(arm, log.total(arm).state()));
    return ensemble.choose(arms, random);
  }

  /** Half of the users of honest arms edit, a minute later; one in fifty walks away there too. */
  private static void answer(
      String id,
      String arm,
      Instant now,
      Log log,
      PriorityQueue<Event> due,
      SplittableRandom random) {
    Instant end = now.plusSeconds(arm.equals(LEFT) ? 2 : 3);
    boolean left = arm.equals(LEFT) || random.nextInt(50) == 0;
    FinishReason finish =
        arm.equals(ENDLESS)
            ? FinishReason.LENGTH
            : left ? FinishReason.CANCELLED : FinishReason.STOP;
    due.add(new Event(end, () -> log.give(id, arm, finish, end)));
    if (finish == FinishReason.STOP && random.nextBoolean()) {
      double charge = Math.min(1, 2 * random.nextDouble() * HONEST.get(arm));
      due.add(new Event(end.plusSeconds(60), () -> log.answer(id, 0, arm, charge, end)));
    }
  }
}
