package dev.medley.lab.users;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.corpus.Split;
import dev.medley.lm.corpus.Task;
import dev.medley.schemas.edits.EditCost;
import dev.medley.schemas.edits.Words;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * A user of one task who never says which style it wants. It knows the facts behind a context,
 * takes the acceptable text that is nearest to the response, and edits towards it. Facts are held
 * out of the base model's pre-training. Its reactions are thread-safe, its contexts are not.
 */
public final class SimulatedUser implements User {
  private final Task task;
  private final Function<dev.medley.lm.corpus.Situation, String> style;
  private final Strength strength;
  private final Taste taste;
  private final SplittableRandom random;

  private SimulatedUser(
      Task task,
      Function<dev.medley.lm.corpus.Situation, String> style,
      Strength strength,
      Taste taste,
      long seed) {
    this.task = task;
    this.style = style;
    this.strength = requireNonNull(strength, "strength is null");
    this.taste = taste;
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
    return new SimulatedUser(found, context -> style, strength, Taste.ANY, userSeed);
  }

  /**
   * A user who wants another style of each {@link Source}, and only looks at contexts of others.
   *
   * @param shift which style of which source; see {@link Source#style}
   */
  public static SimulatedUser ofSources(String task, Strength strength, Taste taste, int shift) {
    Map<Source, String> styles = new EnumMap<>(Source.class);
    Source.of(task).forEach(source -> styles.put(source, source.style(shift)));
    return new SimulatedUser(
        Task.of(task), context -> styles.get(Source.of(context)), strength, taste, 0);
  }

  public String task() {
    return task.name();
  }

  /** The style that it wants; for reports, never for the system. */
  public String hiddenStyle(Situation situation) {
    return style.apply(situation.context());
  }

  /** The next context. */
  public Situation next() {
    return new Situation(task.draw(Split.HELD_OUT, random), random.nextLong());
  }

  @Override
  public Reaction react(Situation situation, String response) {
    List<String> words = Words.of(response);
    String wanted = nearest(texts(situation), words);
    double facts = situation.context().fidelity(response);
    double whole = EditCost.of(words, Words.of(wanted));
    if (whole <= taste.goodEnough() && facts == 1) {
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

  private List<String> texts(Situation situation) {
    return situation.context().texts(hiddenStyle(situation), taste.wordings());
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
