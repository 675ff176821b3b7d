package dev.medley.ensemble;

import dev.medley.ensemble.costs.CostSpan;
import dev.medley.ensemble.costs.Share;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What users made of an arm's responses, beside what it cost; blocks are earliest first.
 *
 * @param responses all that were given; a block's costs say how many were cancelled
 * @param settled those of which it is known whether they are answered; a block's costs say how many
 *     are not
 * @param charged how many carry a charge
 */
record Heard(List<CostSpan> responses, List<CostSpan> settled, long charged) {
  /** All there is. */
  static Map<String, Heard> of(Map<String, ArmState> arms) {
    Map<String, Heard> heard = new TreeMap<>();
    arms.forEach(
        (name, arm) ->
            heard.put(
                name,
                new Heard(arm.responses().blocks(), arm.settled().blocks(), arm.costs().plays())));
    return heard;
  }

  /** What lies after all changes. */
  static Map<String, Heard> of(Map<String, ArmState> arms, Segments segments) {
    Map<String, Heard> heard = new TreeMap<>();
    arms.forEach(
        (name, arm) ->
            heard.put(
                name,
                new Heard(
                    segments.since(name, arm.responses()),
                    segments.since(name, arm.settled()),
                    plays(segments.since(name, arm.costs())))));
    return heard;
  }

  long given() {
    return plays(responses);
  }

  /** How many carry a charge of those that their users did not cancel. */
  Share share() {
    long cancelled = Math.round(responses.stream().mapToDouble(CostSpan::costSum).sum());
    return new Share(Math.max(given() - cancelled, charged), charged);
  }

  private static long plays(List<CostSpan> blocks) {
    return blocks.stream().mapToLong(CostSpan::plays).sum();
  }
}
