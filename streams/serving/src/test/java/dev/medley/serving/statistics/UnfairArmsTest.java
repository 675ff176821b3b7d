package dev.medley.serving.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.medley.ensemble.AdaptiveBound;
import dev.medley.ensemble.ArmState;
import dev.medley.ensemble.Choice;
import dev.medley.ensemble.LateEnsemble;
import dev.medley.ensemble.Policy;
import dev.medley.ensemble.Prior;
import dev.medley.ensemble.Thompson;
import dev.medley.ensemble.Ucb1;
import dev.medley.schemas.FinishReason;
import dev.medley.schemas.Generation;
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
 * A thousand requests, one every five seconds, to members of which one never ends, another's users
 * all walk away after two seconds, the third's say nothing, and the fourth says nothing itself;
 * half-way an honest one becomes the best. What is counted and what chooses is what nodes run.
 */
final class UnfairArmsTest {
  private static final int REQUESTS = 1_000;
  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final String ENDLESS = "a-endless";
  private static final String LEFT = "b-left";
  private static final String UNANSWERED = "c-unanswered";
  private static final String WORDLESS = "d-wordless";
  private static final List<String> USELESS = List.of(ENDLESS, LEFT, UNANSWERED, WORDLESS);
  private static final Map<String, Double> HONEST =
      Map.of(LateEnsemble.BASE, 0.6, "dpo", 0.5, "early", 0.3, "sft", 0.4);

  private static final Instant BETTER_FROM = Log.START.plus(EVERY.multipliedBy(REQUESTS / 2));
  private static final Prior PROMISING = new Prior(0.1, 1);

  @TempDir Path folder;

  private record Event(Instant at, Runnable what) {}

  static Stream<Arguments> games() {
    List<Policy> policies = List.of(Thompson.DEFAULT, AdaptiveBound.DEFAULT, new Ucb1(0.1));
    return policies.stream()
        .flatMap(policy -> Stream.of(1L, 2L, 3L).map(seed -> Arguments.of(policy, seed)));
  }

  @ParameterizedTest
  @MethodSource("games")
  void shouldGiveFewRequestsToArmsThatNobodyCanUse(Policy policy, long seed) {
    // Given
    LateEnsemble ensemble = new LateEnsemble(policy, 0.02, policy instanceof Thompson ? 0 : 0.01);
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
    for (String arm : USELESS) {
      assertThat(given.get(arm)).as("%s of %s", arm, given).isBetween(1, REQUESTS * 3 / 100);
    }
  }

  private static Choice choose(LateEnsemble ensemble, Log log, SplittableRandom random) {
    Map<String, ArmState> arms = new HashMap<>();
    HONEST.keySet().forEach(arm -> arms.put(arm, log.total(arm).state()));
    USELESS.forEach(arm -> arms.put(arm, log.total(arm).state().withPrior(PROMISING)));
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
    boolean left = arm.equals(LEFT) || (HONEST.containsKey(arm) && random.nextInt(50) == 0);
    FinishReason finish =
        arm.equals(ENDLESS)
            ? FinishReason.LENGTH
            : left ? FinishReason.CANCELLED : FinishReason.STOP;
    Generation response = Log.generation(id, arm, finish, end);
    if (arm.equals(WORDLESS)) {
      response.setResponse("");
    }
    due.add(new Event(end, () -> log.give(response)));
    if (HONEST.containsKey(arm) && finish == FinishReason.STOP && random.nextBoolean()) {
      double mean = arm.equals("sft") && now.isAfter(BETTER_FROM) ? 0.15 : HONEST.get(arm);
      double charge = Math.min(1, 2 * random.nextDouble() * mean);
      due.add(new Event(end.plusSeconds(60), () -> log.answer(id, 0, arm, charge, end)));
    }
  }
}
