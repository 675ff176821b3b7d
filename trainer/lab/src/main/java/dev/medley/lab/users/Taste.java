package dev.medley.lab.users;

import java.util.List;

/**
 * What a user takes as good enough within a style.
 *
 * @param wordings of each part of a text that it likes, counted from 0; every third (2) is held out
 *     of the base model's pre-training
 * @param goodEnough a response whose facts are right needs no edit that would cost this little
 */
public record Taste(List<Integer> wordings, double goodEnough) {
  /** Every wording of the style. */
  public static final Taste ANY = new Taste(List.of(0, 1, 2), 0.05);

  /** The taste that members learn from. */
  public static final Taste OWN = new Taste(List.of(0, 2), 0.05);

  /**
   * Other wordings of the same styles, less strictly: the users that members are transferred to.
   */
  public static final Taste TRANSFER = new Taste(List.of(1, 2), 0.1);
}
