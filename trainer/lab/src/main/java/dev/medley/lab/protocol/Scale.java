package dev.medley.lab.protocol;

import dev.medley.learner.settings.RlObjective;
import java.util.List;

/**
 * How much of the protocol is run.
 *
 * @param edits in the offline log of each setting
 * @param tuningEdits first of them that a member of a point learns from
 * @param heldOutOneIn one context in so many is the gate's
 * @param rounds T, of each seed
 * @param seeds of the online rounds; members are trained once
 * @param points hyper-parameters that are tried, at most six
 * @param batch edits in a training step
 * @param responseTokens most tokens of a response
 * @param publishIntervals of lab online: rounds from one publication to the next
 * @param rlObjective what rl learns by
 */
public record Scale(
    String name,
    int edits,
    int tuningEdits,
    int heldOutOneIn,
    int rounds,
    int seeds,
    List<Point> points,
    int batch,
    int responseTokens,
    List<Integer> publishIntervals,
    RlObjective rlObjective) {
  /** The paper's protocol, with a tenth of its edits. */
  public static final Scale FULL =
      new Scale(
          "full",
          2000,
          500,
          10,
          200,
          3,
          List.of(
              new Point(0.001, 1, 0.1),
              new Point(0.001, 0.1, 0.3),
              new Point(0.003, 1, 0.1),
              new Point(0.003, 0.1, 0.3),
              new Point(0.008, 1, 0.1),
              new Point(0.008, 0.1, 0.3)),
          4,
          192,
          List.of(8, 32, 128),
          RlObjective.COST_MODEL);

  /** The same structure within minutes: fewer edits and points, one seed. */
  public static final Scale QUICK =
      new Scale(
          "quick",
          320,
          160,
          8,
          200,
          1,
          List.of(new Point(0.003, 1, 0.1), new Point(0.008, 1, 0.1)),
          4,
          192,
          List.of(8, 64),
          RlObjective.COST_MODEL);

  public Scale {
    points = List.copyOf(points);
    publishIntervals = List.copyOf(publishIntervals);
    if (points.isEmpty() || points.size() > 6) {
      throw new IllegalArgumentException(points.size() + " points: need one to six");
    }
  }

  /** The same, where rl learns by another objective. */
  Scale with(RlObjective objective) {
    return new Scale(
        name,
        edits,
        tuningEdits,
        heldOutOneIn,
        rounds,
        seeds,
        points,
        batch,
        responseTokens,
        publishIntervals,
        objective);
  }
}
