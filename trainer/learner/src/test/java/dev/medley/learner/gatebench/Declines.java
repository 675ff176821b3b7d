package dev.medley.learner.gatebench;

import dev.medley.learner.gate.Bests;
import dev.medley.learner.gate.Judge;
import dev.medley.learner.gate.Response;
import dev.medley.lm.corpus.Situation;
import dev.medley.schemas.edits.Charge;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Members that decline by so much charge a version: each version meets the wanted style less often,
 * for each context anew, so that two versions differ on many contexts.
 */
final class Declines {
  private static final double STEP = 0.03;
  private static final int STEPS = 10;
  private static final double LEARNT = 0.8;
  private static final double MOSTLY = 0.95;

  private final Contest contest;
  private final Judge judge;
  private final long seed;
  private final int members;
  private final double missCosts;

  Declines(Contest contest, Judge judge, long seed, int members) {
    this.contest = contest;
    this.judge = judge;
    this.seed = seed;
    this.members = members;
    this.missCosts = charge(0) - charge(1);
  }

  /** What the gate measures on fresh contexts: against what strong users made of the base's. */
  private double charge(double share) {
    List<Integer> places = IntStream.range(0, Versions.FRESH).boxed().toList();
    List<Response> answers = contest.learnt(share, places, new Random(seed));
    double sum = 0;
    for (int i : places) {
      Situation context = contest.contexts().get(i);
      String draft = contest.answers().get("base").get(i).text();
      sum += Charge.of(answers.get(i).text(), Users.STRONG.edit(context, draft, i));
    }
    return sum / places.size();
  }

  /** By which sum of declines most members were held back. */
  double held(int heldOut) {
    int[] steps = new int[members];
    for (int member = 0; member < members; member++) {
      steps[member] =
          steps(heldOut, new Random(Arrays.hashCode(new long[] {seed, heldOut, member})));
    }
    Arrays.sort(steps);
    int most = steps[(int) Math.ceil(MOSTLY * members) - 1];
    System.out.printf(
        "%s, declining by %.2f on %d: half were held by %.2f, 95 %% by %.2f%n",
        contest.task().name(), STEP, heldOut, STEP * steps[members / 2], STEP * most);
    return STEP * most;
  }

  private int steps(int heldOut, Random random) {
    Contest.Drawn drawn = contest.draw(heldOut, Users.STRONG, List.of("base"), random);
    List<Integer> places = Arrays.stream(drawn.places()).boxed().toList();
    Map<Long, List<Response>> before = new HashMap<>();
    before.put(0L, contest.answers("base", drawn));
    before.put(1L, contest.learnt(LEARNT, places, random));
    Bests bests = new Bests(1, 1);
    for (int step = 1; step <= STEPS; step++) {
      double share = LEARNT - step * STEP / missCosts;
      List<Response> version = contest.learnt(share, places, random);
      Judge.Opinion opinion =
          judge.judge(drawn.asked(), version, new Judge.Earlier(before, step, bests));
      if (!opinion.heldBackBy().isEmpty()) {
        return step;
      }
      bests = opinion.bests();
      before.put(step + 1L, version);
    }
    return STEPS + 1;
  }
}
