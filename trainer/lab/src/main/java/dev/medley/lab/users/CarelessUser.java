package dev.medley.lab.users;

import dev.medley.schemas.edits.EditCost;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * A user some of whose edits say nothing: half of those empty the text, half put its words in any
 * order.
 *
 * @param share of the edits that are careless, in [0, 1]
 */
public record CarelessUser(User user, double share) implements User {
  @Override
  public Reaction react(Situation situation, String response) {
    Reaction careful = user.react(situation, response);
    SplittableRandom random = new SplittableRandom(situation.seed() ^ 0xCA5E);
    if (random.nextDouble() >= share) {
      return careful;
    }
    String edited = random.nextBoolean() ? "" : shuffled(response, random.nextLong());
    return new Reaction(
        Action.EDITED,
        Optional.of(edited),
        EditCost.of(response, edited),
        careful.facts(),
        careful.words());
  }

  private static String shuffled(String text, long seed) {
    List<String> words = Arrays.asList(text.split("\\s+"));
    Collections.shuffle(words, new Random(seed));
    return String.join(" ", words);
  }
}
