package dev.medley.lab.users;

import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A user whose edits do not come at random: more of them are missing for good drafts, or for bad
 * ones. The reaction still carries what the edit would have cost.
 *
 * @param afterGood chance of silence where the edit would cost less than {@value #GOOD}
 * @param afterBad chance of silence otherwise
 */
public record SilentUser(User user, double afterGood, double afterBad) implements User {
  private static final double GOOD = 0.3;

  @Override
  public Reaction react(Situation situation, String response) {
    Reaction whole = user.react(situation, response);
    double silence = whole.cost() < GOOD ? afterGood : afterBad;
    if (new SplittableRandom(situation.seed() ^ 0x51E7).nextDouble() >= silence) {
      return whole;
    }
    return new Reaction(
        Action.SILENT, Optional.empty(), whole.cost(), whole.facts(), whole.words());
  }
}
