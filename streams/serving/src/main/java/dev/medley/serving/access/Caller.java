package dev.medley.serving.access;

import static java.util.Objects.requireNonNull;

import dev.medley.serving.http.ApiException;
import io.javalin.http.Context;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Who asks.
 *
 * @param name of the key, as the operator calls it
 * @param tasks that the key may use; {@code *} among them stands for all
 * @param share whose part of the node a request takes: the key's, or where none is needed an
 *     address's
 */
public record Caller(String name, Set<String> tasks, String share) {
  public static final String ALL_TASKS = "*";

  private static final String ANYBODY = "anybody";

  private static final String ATTRIBUTE = "medley.caller";

  public Caller {
    requireNonNull(name, "name is null");
    tasks = Set.copyOf(tasks);
    requireNonNull(share, "share is null");
  }

  /** A key's. */
  Caller(String name, Set<String> tasks) {
    this(name, tasks, name);
  }

  /** Whoever asks a node without keys, or what needs none. */
  static Caller at(String address) {
    return new Caller(ANYBODY, Set.of(ALL_TASKS), address);
  }

  public static Caller of(Context context) {
    Caller caller = context.attribute(ATTRIBUTE);
    return requireNonNull(caller, "nobody let this request in");
  }

  /**
   * Goes with a request from here on.
   *
   * @param attributes of the request
   */
  public void enter(BiConsumer<String, Object> attributes) {
    attributes.accept(ATTRIBUTE, this);
  }

  /** Whether it is a key's, and not anybody. */
  public boolean hasKey() {
    return share.equals(name);
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
