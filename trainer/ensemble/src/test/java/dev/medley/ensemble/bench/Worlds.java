package dev.medley.ensemble.bench;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The worlds of one task, and what a policy may pay over the best arm in each. */
final class Worlds {
  private static final int ROTATES = 500;
  private static final int COLLAPSES = 1_000;
  private static final int VERSION = 50;

  private Worlds() {}

  static List<Charges> plain(double variation) {
    return arms(variation, .2, .38, .5, .6);
  }

  private static List<Charges> arms(double variation, double... means) {
    return DoubleStream.of(means).mapToObj(mean -> Charges.of(mean, variation)).toList();
  }

  static World stationary(int rounds, double variation, double goal) {
    return World.of("stationary" + rounds, goal, rounds, plain(variation));
  }

  static World accepts() {
    List<Charges> arms =
        DoubleStream.of(.85, .8, .7, .5)
            .mapToObj(accepted -> Charges.accepting(accepted, .8, .6))
            .toList();
    return World.of("accepts2000", .12, 2_000, arms);
  }

  static World disaster(int rounds, double goal) {
    return World.of("disaster" + rounds, goal, rounds, arms(.5, .30, .36, .42, 35)).judged(50);
  }

  static World delayed() {
    return World.of("delayed", .11, 1_000, plain(.5)).delayed(200, .3);
  }

  /** Each arm becomes what the next one was. */
  static World rotating() {
    List<Charges> charges = arms(.5, .2, .6, .6, .35);
    List<World.Arm> arms =
        IntStream.range(0, 4)
            .<World.Arm>mapToObj(arm -> round -> charges.get((arm + round / ROTATES) % 4))
            .toList();
    return World.of("rotating", .16, 2_000, arms);
  }

  static World versionsAlike() {
    return World.of("versionsAlike", .08, 2_000, plain(.5)).versions(VERSION);
  }

  /** Three that get better at three speeds, and a fast one that falls apart unseen by its gate. */
  static World improving() {
    List<World.Arm> arms =
        List.of(
            new Improving(.5, .2, .97, false),
            new Improving(.6, .15, .95, false),
            new Improving(.4, .25, .99, false),
            new Improving(.8, .18, .9, true));
    return World.of("improving", .12, 2_000, arms).versions(VERSION);
  }

  /** An arm whose distance to its end shrinks with each version. */
  private static final class Improving implements World.Arm {
    private static final Charges COLLAPSED = Charges.of(.9, .5);

    private final List<Charges> versions;
    private final boolean collapses;

    Improving(double start, double end, double left, boolean collapses) {
      this.versions =
          IntStream.range(0, 40)
              .mapToObj(version -> end + (start - end) * Math.pow(left, version))
              .map(mean -> Charges.of(mean, .5))
              .toList();
      this.collapses = collapses;
    }

    @Override
    public Charges at(int round) {
      return collapses && round >= COLLAPSES ? COLLAPSED : versions.get(round / VERSION);
    }

    @Override
    public Charges judgedAt(int round) {
      return versions.get((collapses ? Math.min(round, COLLAPSES - 1) : round) / VERSION);
    }
  }
}
