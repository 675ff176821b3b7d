package dev.medley.lab.few;

import dev.medley.lab.users.Reaction;
import dev.medley.lab.users.Situation;
import dev.medley.lab.users.User;
import dev.medley.schemas.edits.Charge;
import java.util.List;

/**
 * What responses were worth.
 *
 * @param charge mean of what the user's edits charge
 * @param facts mean share of facts that are right
 */
record Answered(double charge, double facts) {
  static Answered of(User user, List<Situation> situations, List<String> responses) {
    double charge = 0;
    double facts = 0;
    for (int i = 0; i < responses.size(); i++) {
      String response = responses.get(i);
      Reaction reaction = user.react(situations.get(i), response);
      charge += reaction.text().map(text -> Charge.of(response, text)).orElse(Charge.ACCEPTED);
      facts += reaction.facts();
    }
    return new Answered(charge / responses.size(), facts / responses.size());
  }
}
