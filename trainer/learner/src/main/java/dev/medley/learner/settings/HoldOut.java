package dev.medley.learner.settings;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Which contexts are never trained on: by their hash, and more of them until there are enough.
 *
 * @param oneIn one in so many
 * @param firstOneIn one in so many until there are {@value #ENOUGH}, a part of oneIn; 0 for oneIn
 *     from the first on
 * @param secret that keys the hash, so that nobody can aim at what is held out; empty for one that
 *     anybody can compute
 */
public record HoldOut(int oneIn, int firstOneIn, Optional<DeploymentSecret> secret) {
  /** So many are enough. */
  public static final int ENOUGH = 32;

  /** As states of the releases before have it: one in twenty, by a hash without a secret. */
  public static final HoldOut FORMER = new HoldOut(20, 0, Optional.empty());

  /** One in twenty, but one in five until there are enough. */
  public static final HoldOut DEFAULT = new HoldOut(20, 5, Optional.empty());

  public HoldOut {
    requireNonNull(secret, "secret is null");
    if (oneIn < 2 || firstOneIn < 0 || (firstOneIn > 0 && oneIn % firstOneIn != 0)) {
      // Or a context could be held out later that was trained on before.
      throw new IllegalArgumentException(
          "held out one in %d, first one in %d: need at least 2, and a part of it"
              .formatted(oneIn, firstOneIn));
    }
  }

  /**
   * Whether a context is held out.
   *
   * @param hash of the context
   * @param few whether there are fewer than enough
   */
  public boolean holds(long hash, boolean few) {
    return Math.floorMod(hash, (long) (few && firstOneIn > 0 ? firstOneIn : oneIn)) == 0;
  }
}
