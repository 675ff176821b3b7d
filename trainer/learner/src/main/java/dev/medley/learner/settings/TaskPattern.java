package dev.medley.learner.settings;

import dev.medley.schemas.names.NameRule;
import dev.medley.schemas.names.TaskName;
import java.util.regex.Pattern;

/**
 * A task, or all whose names fit: {@code *} stands for any characters, such as in {@code crm.*}.
 */
public record TaskPattern(String text) {
  private static final Pattern RULE = Pattern.compile("[A-Za-z0-9*][A-Za-z0-9._*-]*");

  /** Every task. */
  public static final TaskPattern ALL = new TaskPattern("*");

  /**
   * Checks it.
   *
   * @throws IllegalArgumentException with the rule, and without the text
   */
  public TaskPattern {
    boolean fits =
        text.contains("*")
            ? text.length() <= NameRule.LONGEST && RULE.matcher(text).matches()
            : new TaskName(text).isLearnt();
    if (!fits) {
      throw new IllegalArgumentException(
          "no task: need a name, or one with '*' for any characters, and not the base model's own");
    }
  }

  /** Whether it names one task. */
  public boolean isName() {
    return !text.contains("*");
  }

  /** Whether a task fits. */
  public boolean fits(String task) {
    String regex = Pattern.quote(text).replace("*", "\\E.*\\Q");
    return task.matches(regex);
  }
}
