package dev.medley.local.users;

import dev.medley.lab.users.Reaction;
import dev.medley.schemas.edits.Charge;

/**
 * What a user's reaction says a response was worth.
 *
 * @param cost edit cost, in words of the response
 * @param charge by which the system decides, in [0, 1]
 */
public record EditWorth(double cost, double charge) {
  static EditWorth of(String response, Reaction reaction) {
    double charge =
        reaction.text().map(edited -> Charge.of(response, edited)).orElse(Charge.ACCEPTED);
    return new EditWorth(reaction.cost(), charge);
  }
}
