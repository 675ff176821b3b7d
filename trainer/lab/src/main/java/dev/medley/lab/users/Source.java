package dev.medley.lab.users;

import dev.medley.lm.corpus.Situation;
import dev.medley.lm.corpus.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Where a context comes from: four sources a task, told by the topic alone. A user wants another
 * style of each, which no context names.
 */
public enum Source {
  OFFICE("email"),
  LEISURE("email"),
  DELIVERY("email"),
  PAYMENT("email"),
  TRAFFIC("summary"),
  CULTURE("summary"),
  LAUNCH("summary"),
  CONTEST("summary");

  private static final List<String> LEISURE_EVENTS =
      List.of("party", "lunch", "contest", "concert", "rehearsal", "evening", "tour");
  private static final List<String> TRAFFIC_SITES = List.of("Bridge", "Tunnel", "Station");

  private final String task;

  Source(String task) {
    this.task = task;
  }

  /** The sources of a task. */
  public static List<Source> of(String task) {
    return Arrays.stream(values()).filter(source -> source.task.equals(task)).toList();
  }

  /** The source of a context. */
  public static Source of(Situation context) {
    Map<String, String> facts = context.facts();
    if (context.task().name().equals("email")) {
      if (facts.containsKey("topic")) {
        return endsWith(facts.get("topic"), LEISURE_EVENTS) ? LEISURE : OFFICE;
      }
      return facts.containsKey("product") ? DELIVERY : PAYMENT;
    }
    if (facts.containsKey("site")) {
      return endsWith(facts.get("site"), TRAFFIC_SITES) ? TRAFFIC : CULTURE;
    }
    return facts.containsKey("product") ? LAUNCH : CONTEST;
  }

  private static boolean endsWith(String text, List<String> ends) {
    return ends.stream().anyMatch(text::endsWith);
  }

  /**
   * The style that is wanted of this source's contexts.
   *
   * @param shift 0; another number gives each source another's style, for users who change their
   *     mind
   */
  public String style(int shift) {
    List<String> styles = Task.of(task).hiddenStyles();
    return styles.get(Math.floorMod(of(task).indexOf(this) + shift, styles.size()));
  }
}
