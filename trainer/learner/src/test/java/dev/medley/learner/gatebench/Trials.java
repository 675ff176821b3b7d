package dev.medley.learner.gatebench;

import dev.medley.learner.gate.Bests;
import dev.medley.learner.gate.Judge;
import dev.medley.learner.gate.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Judgements of versions that have fallen apart, and of honest ones, on contexts drawn anew. */
final class Trials {
  private static final int[] HELD_OUT = {0, 8, 16, 64};
  private static final double AS_GOOD = 0.02;

  private final Contest contest;
  private final Judge judge;
  private final long seed;
  private final int trials;
  private final Tally tally;

  Trials(Contest contest, Judge judge, long seed, int trials, Tally tally) {
    this.contest = contest;
    this.judge = judge;
    this.seed = seed;
    this.trials = trials;
    this.tally = tally;
  }

  /** Of a parent that has learnt its styles, and is the best version too. */
  void degenerate(String parent) {
    for (Degeneration how : Degeneration.values()) {
      String what = how.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      each(
          what,
          (users, heldOut, random) -> {
            Contest.Drawn drawn = contest.draw(heldOut, users, List.of("base", parent), random);
            List<Response> made = contest.degenerate(how, parent, drawn, random);
            Map<Long, List<Response>> before =
                Map.of(0L, contest.answers("base", drawn), 1L, contest.answers(parent, drawn));
            Judge.Opinion opinion =
                judge.judge(drawn.asked(), made, new Judge.Earlier(before, 1, new Bests(1, 1)));
            tally.judged(false, what, users, heldOut, opinion.heldBackBy());
          });
    }
  }

  /** Of members' own versions, beside those before, which users drafted with. */
  void honest(List<String> members) {
    for (String member : members) {
      List<String> earlier = new ArrayList<>(List.of("base"));
      for (int v = 1; contest.answers().containsKey(member + "-" + v); v++) {
        String version = member + "-" + v;
        String best =
            earlier.stream()
                .min(Comparator.comparing(name -> contest.quality(name).charge()))
                .orElseThrow();
        if (isHonest(version, best)) {
          judge(version, best, List.copyOf(earlier));
        }
        earlier.add(version);
      }
    }
  }

  private boolean isHonest(String version, String best) {
    Contest.Quality found = contest.quality(version);
    Contest.Quality before = contest.quality(best);
    boolean honest =
        found.charge() <= before.charge() + AS_GOOD && found.facts() >= before.facts() - AS_GOOD;
    System.out.printf(
        "%s %s is charged %.3f, facts right %.3f; the best before, %s, %.3f, %.3f: %s%n",
        contest.task().name(),
        version,
        found.charge(),
        found.facts(),
        best,
        before.charge(),
        before.facts(),
        honest ? "honest" : "left out");
    return honest;
  }

  private void judge(String version, String best, List<String> earlier) {
    String newest = earlier.get(earlier.size() - 1);
    String what = contest.task().name() + " " + version;
    each(
        what,
        (users, heldOut, random) -> {
          Contest.Drawn drawn = contest.draw(heldOut, users, List.of("base", newest), random);
          Map<Long, List<Response>> before = new HashMap<>();
          for (String name : List.of("base", newest, best)) {
            before.put((long) earlier.indexOf(name), contest.answers(name, drawn));
          }
          long bestVersion = earlier.indexOf(best);
          Judge.Opinion opinion =
              judge.judge(
                  drawn.asked(),
                  contest.answers(version, drawn),
                  new Judge.Earlier(
                      before, earlier.indexOf(newest), new Bests(bestVersion, bestVersion)));
          tally.judged(true, what, users, heldOut, opinion.heldBackBy());
          if (!opinion.heldBackBy().isEmpty() && Boolean.getBoolean("show")) {
            System.out.println(what + users + heldOut + opinion.heldBackBy() + opinion.figures());
          }
        });
  }

  private interface Trial {
    void run(Users users, int heldOut, Random random);
  }

  private void each(String what, Trial trial) {
    for (Users users : Users.values()) {
      for (int heldOut : HELD_OUT) {
        for (int i = 0; i < trials; i++) {
          long[] drawn = {seed, what.hashCode(), users.name().hashCode(), heldOut, i};
          trial.run(users, heldOut, new Random(Arrays.hashCode(drawn)));
        }
      }
    }
  }
}
