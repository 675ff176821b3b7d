package dev.medley.lab.few;

import java.util.List;

/**
 * What a member came to.
 *
 * @param base the base's responses on the same contexts
 * @param after its own after each number of edits
 * @param seconds that learning from all edits took
 */
record Learnt(Answered base, List<Answered> after, double seconds) {
  /** What it is charged as a share of what the base is. */
  double share(int at) {
    return after.get(at).charge() / base.charge();
  }

  /** Facts that are right, less the base's; in [-1, 1]. */
  double factsChange(int at) {
    return after.get(at).facts() - base.facts();
  }
}
