package dev.medley.learner.settings;

/**
 * Which labels are too old: their response came from a checkpoint of its arm that is more than
 * {@code maxVersions} behind the newest one that the labels read so far name. So it is told from
 * the log alone.
 *
 * @param maxVersions versions that a response may be behind
 * @param share of the stale labels that is learnt, chosen by a hash of their ids: in expectation a
 *     weight; 0 skips them all
 */
public record Staleness(long maxVersions, double share) {
  /** No label is too old. */
  public static final Staleness OFF = new Staleness(Long.MAX_VALUE, 0);

  public Staleness {
    if (maxVersions < 0 || !(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "max staleness %d, stale share %s: need at least 0, and a share in [0, 1]"
              .formatted(maxVersions, share));
    }
  }

  /**
   * Whether a label that is so many versions behind is passed over.
   *
   * @param generationHash of its generation's id, uniform over all longs
   */
  public boolean skips(long generationHash, long versionsBehind) {
    return versionsBehind > maxVersions && uniform(generationHash) >= share;
  }

  /** A number in [0, 1). */
  private static double uniform(long hash) {
    return (hash >>> 11) * 0x1.0p-53;
  }
}
