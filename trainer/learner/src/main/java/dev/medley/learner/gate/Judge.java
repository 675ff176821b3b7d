package dev.medley.learner.gate;

import dev.medley.learner.settings.GateSettings;
import dev.medley.schemas.checkpoints.HeldOutFigures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Says by responses alone whether a version may be published: see {@link Rule}. It is compared with
 * the best version so far and with its parent, on the contexts where users' texts are known, and
 * with the base on all.
 */
public final class Judge {
  /** With fewer users' texts, nothing is said by them. */
  public static final int ENOUGH = 8;

  // A text that has nothing of y' is charged 1.
  private static final double WRITTEN_ANEW = 0.9;

  // Of what users added, a text that has nothing to do with it has a little by chance.
  private static final double LEANS = -0.1;

  // Facts are no matter of taste, however wide the tolerance of charges is.
  private static final double LOST_WORDS = 0.02;

  // What y' keeps of the prompt must stay, or distance to y' is not forgiven.
  private static final double FORGIVEN_WORDS = 0.1;
  private static final String TO_BEST = "";
  private static final String TO_PARENT = "_parent";

  private final GateSettings settings;
  private final Guards guards;

  /**
   * What is known of the versions before.
   *
   * @param answers by version, context by context; the base's, 0, the parent's and both bests'
   *     among them
   * @param parent the newest version; 0 for the base
   * @param bests as they were chosen up to now
   */
  public record Earlier(Map<Long, List<Response>> answers, long parent, Bests bests) {}

  /**
   * What responses say.
   *
   * @param heldBackBy the rules that the version breaks; empty where it may be published
   * @param figures by the names of the checkpoint's map
   * @param bests the best versions before this one, as today's contexts choose them
   */
  public record Opinion(List<Rule> heldBackBy, Map<String, Double> figures, Bests bests) {}

  public Judge(GateSettings settings) {
    this.settings = settings;
    this.guards = new Guards(settings.guards());
  }

  /**
   * Compares a version.
   *
   * @param asked contexts, of which some are held out
   * @param responses the version's, context by context
   */
  public Opinion judge(List<Asked> asked, List<Response> responses, Earlier earlier) {
    Map<String, Double> figures =
        new LinkedHashMap<>(guards.figures(asked, responses, earlier.answers().get(0L)));
    List<Rule> broken = new ArrayList<>(guards.broken(figures));
    int[] edited = IntStream.range(0, asked.size()).filter(i -> asked.get(i).heldOut()).toArray();
    Bests bests = earlier.bests();
    if (edited.length >= ENOUGH) {
      List<Asked> held = pick(asked, edited);
      Map<Long, List<Response>> answers = new TreeMap<>();
      earlier.answers().forEach((version, all) -> answers.put(version, pick(all, edited)));
      bests = chosen(held, answers, earlier);
      figures.putAll(compared(held, pick(responses, edited), answers, earlier.parent(), bests));
      broken.addAll(worse(figures));
    }
    if (!figures.values().stream().allMatch(Double::isFinite)) {
      broken.add(Rule.NOT_FINITE);
    }
    return new Opinion(List.copyOf(broken), figures, bests);
  }

  /** Another takes the best's place on a half where its whole interval there is below. */
  private static Bests chosen(
      List<Asked> held, Map<Long, List<Response>> answers, Earlier earlier) {
    Bests bests = earlier.bests();
    for (int half = 0; half < 2; half++) {
      int chooses = half;
      int[] on =
          IntStream.range(0, held.size()).filter(i -> held.get(i).half() == chooses).toArray();
      if (on.length < Interval.FEWEST) {
        continue;
      }
      Comparison comparison = new Comparison(pick(held, on));
      for (long other : new long[] {earlier.parent(), 0}) {
        List<Response> best = pick(answers.get(bests.chosenOn(half)), on);
        double[] changes = comparison.changes(pick(answers.get(other), on), best);
        if (Interval.of(changes).high() < 0) {
          bests = bests.with(half, other);
        }
      }
    }
    return bests;
  }

  private static Map<String, Double> compared(
      List<Asked> held,
      List<Response> responses,
      Map<Long, List<Response>> answers,
      long parent,
      Bests bests) {
    List<Response> best = new ArrayList<>();
    for (int i = 0; i < held.size(); i++) {
      best.add(answers.get(bests.comparedOn(held.get(i).half())).get(i));
    }
    Comparison comparison = new Comparison(held);
    Map<String, Double> figures = new LinkedHashMap<>();
    figures.put(HeldOutFigures.EDIT_COST, comparison.cost(responses));
    figures.put(HeldOutFigures.EDIT_SAMPLES, (double) held.size());
    figures.put(HeldOutFigures.CHARGE, mean(comparison.charges(responses)));
    figures.put(HeldOutFigures.CHARGE_BEST, mean(comparison.charges(best)));
    figures.put(HeldOutFigures.CHARGE_PARENT, mean(comparison.charges(answers.get(parent))));
    figures.put(HeldOutFigures.BEST_VERSION, (double) bests.newest());
    figures.putAll(comparison.figures(responses, best, TO_BEST));
    figures.putAll(comparison.figures(responses, answers.get(parent), TO_PARENT));
    return figures;
  }

  private List<Rule> worse(Map<String, Double> figures) {
    List<Rule> broken = new ArrayList<>();
    for (String to : List.of(TO_BEST, TO_PARENT)) {
      boolean dear =
          figures.get(HeldOutFigures.CHARGE_CHANGE + to + HeldOutFigures.LOW)
              > settings.tolerance();
      if (dear && !leansToUsers(figures, to)) {
        broken.add(Rule.CHARGE);
      }
      if (figures.getOrDefault(HeldOutFigures.KEPT_WORDS_CHANGE + to + HeldOutFigures.HIGH, 0.0)
          < -LOST_WORDS) {
        broken.add(Rule.KEPT_WORDS);
      }
    }
    return broken.stream().distinct().toList();
  }

  private static boolean leansToUsers(Map<String, Double> figures, String to) {
    return figures.getOrDefault(HeldOutFigures.EDIT_LEAN + to + HeldOutFigures.HIGH, 1.0) < LEANS
        && figures.get(HeldOutFigures.CHARGE) < WRITTEN_ANEW
        && figures.get(HeldOutFigures.KEPT_WORDS_CHANGE + to + HeldOutFigures.LOW)
            > -FORGIVEN_WORDS;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static <T> List<T> pick(List<T> from, int[] indices) {
    return Arrays.stream(indices).mapToObj(from::get).toList();
  }
}
