package dev.medley.lab.protocol;

import dev.medley.lab.users.Reaction;
import dev.medley.lab.users.Situation;
import dev.medley.lab.users.User;
import java.util.ArrayList;
import java.util.List;

/**
 * What a user made of the responses of one arm, round by round.
 *
 * @param costs edit cost of each round
 * @param facts share of facts that are right in the response
 * @param words words of the response
 */
public record Judgement(List<Double> costs, List<Double> facts, List<Integer> words) {
  static Judgement of(User user, List<Situation> situations, List<String> responses) {
    List<Double> costs = new ArrayList<>();
    List<Double> facts = new ArrayList<>();
    List<Integer> words = new ArrayList<>();
    for (int i = 0; i < responses.size(); i++) {
      Reaction reaction = user.react(situations.get(i), responses.get(i));
      costs.add(reaction.cost());
      facts.add(reaction.facts());
      words.add(reaction.words());
    }
    return new Judgement(costs, facts, words);
  }

  public double meanCost() {
    return costs.stream().mapToDouble(c -> c).average().orElseThrow();
  }
}
