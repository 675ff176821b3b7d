package dev.medley.lab;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.corpus.Split;
import dev.medley.lm.corpus.Task;
import dev.medley.schemas.edits.EditCost;
import dev.medley.schemas.edits.Words;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A user of one task who wants one style and never says which. It knows the facts behind a context,
 * takes the acceptable text that is nearest to the response, and edits towards it. Facts are held
 * out of the base model's pre-training. Not thread-safe.
 */
public final class SimulatedUser {
  /** A response whose facts are right needs no edit that would cost this little. */
  static final double GOOD_ENOUGH = 0.05;

  private final Task task;
  private final String style;
  private final Strength strength;
  private final SplittableRandom random;

  private SimulatedUser(Task task, String style, Strength strength, long seed) {
    this.task = task;
    this.style = style;
    this.strength = requireNonNull(strength, "strength is null");
    this.random = new SplittableRandom(seed);
  }

  /**
   * A user whose style follows from the run's seed, so that all users of a task in a run want the
   * same; its contexts are its own.
   *
   * @param task email or summary
   * @param runSeed chooses the hidden style
   * @param userSeed chooses the contexts
   * @throws IllegalArgumentException where there is no such task
   */
  public static SimulatedUser of(String task, Strength strength, long runSeed, long userSeed) {
    Task found = Task.of(task);
    List<String> styles = found.hiddenStyles().stream().sorted().toList();
    String style = styles.get(Math.floorMod(runSeed, styles.size()));
    return new SimulatedUser(found, style, strength, userSeed);
  }

  public String task() {
    return task.name();
  }

  /** The style that it wants; for reports, never for the system. */
  public String hiddenStyle() {
    return style;
  }

  /** The next context. */
  public Situation next() {
    return new Situation(task.draw(Split.HELD_OUT, random), random.nextLong());
  }

  /** What the user does with a response; the same for the same situation and response. */
  public Reaction react(Situation situation, String response) {
    List<String> words = Words.of(response);
    String wanted = nearest(situation.context().texts(style), words);
    double facts = situation.context().fidelity(response);
    double whole = EditCost.of(words, Words.of(wanted));
    if (whole <= GOOD_ENOUGH && facts == 1) {
      return new Reaction(Action.ACCEPTED, Optional.empty(), 0, facts, words.size());
    }
    String edited =
        switch (strength) {
          case STRONG -> wanted;
          case WEAK -> Hunks.applySome(response, wanted, new SplittableRandom(situation.seed()));
        };
    double cost = EditCost.of(words, Words.of(edited));
    return new Reaction(Action.EDITED, Optional.of(edited), cost, facts, words.size());
  }

  /** The edit cost of what the user would do with a response. */
  public double cost(Situation situation, String response) {
    return react(situation, response).cost();
  }

  private static String nearest(List<String> texts, List<String> words) {
    String best = texts.get(0);
    int least = Integer.MAX_VALUE;
    for (String text : texts) {
      int distance = EditCost.distance(words, Words.of(text));
      if (distance < least) {
        least = distance;
        best = text;
      }
    }
    return best;
  }
}
