package dev.medley.lab.users;

import dev.medley.schemas.edits.EditCost;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Users of whom a minority puts one text in the place of every response.
 *
 * @param share of the edits that are hostile, in [0, 1]
 */
public record HostileUser(User user, double share, String text) implements User {
  @Override
  public Reaction react(Situation situation, String response) {
    Reaction honest = user.react(situation, response);
    if (new SplittableRandom(situation.seed() ^ 0x05717E).nextDouble() >= share) {
      return honest;
    }
    return new Reaction(
        Action.EDITED,
        Optional.of(text),
        EditCost.of(response, text),
        honest.facts(),
        honest.words());
  }
}
