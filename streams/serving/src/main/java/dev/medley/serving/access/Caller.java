package dev.medley.serving.access;

import static java.util.Objects.requireNonNull;

import dev.medley.serving.http.ApiException;
import io.javalin.http.Context;
import java.util.Set;

/**
 * Who asks.
 *
 * @param name of the key, as the operator calls it
 * @param tasks that the key may use; {@code *} among them stands for all
 */
public record Caller(String name, Set<String> tasks) {
  public static final String ALL_TASKS = "*";

  /** Whoever asks a node without keys. */
  static final Caller ANYBODY = new Caller("anybody", Set.of(ALL_TASKS));

  private static final String ATTRIBUTE = "medley.caller";

  public Caller {
    requireNonNull(name, "name is null");
    tasks = Set.copyOf(tasks);
  }

  public static Caller of(Context context) {
    Caller caller = context.attribute(ATTRIBUTE);
    return requireNonNull(caller, "nobody let this request in");
  }

  void letIn(Context context) {
    context.attribute(ATTRIBUTE, this);
  }

  public boolean mayUse(String task) {
    return tasks.contains(ALL_TASKS) || tasks.contains(task);
  }

  /**
   * Passes whoever may use a task.
   *
   * @throws ApiException 403 for others
   */
  public void require(String task) {
    if (!mayUse(task)) {
      throw ApiException.of(403, "task_not_allowed", "This API key is not for that task");
    }
  }
}
