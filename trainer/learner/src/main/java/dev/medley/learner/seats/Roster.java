package dev.medley.learner.seats;

import dev.medley.learner.settings.MemberId;
import dev.medley.learner.settings.MemberKind;
import dev.medley.learner.settings.NamedKind;
import dev.medley.learner.settings.TaskPattern;
import dev.medley.schemas.Topic;
import dev.medley.schemas.names.NameRule;
import dev.medley.schemas.names.TaskName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks that a trainer trains: those that are named, and, where patterns are given, those that
 * fit and have labels, up to so many. Tasks are met by any thread, and taken by the trainer's.
 */
public final class Roster {
  private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

  private static final int MOST_NAMED = 10_000;

  private final List<TaskPattern> patterns;
  private final List<NamedKind> kinds;
  private final int mostTasks;
  private final Set<String> tasks = new LinkedHashSet<>();
  private final Set<String> leftOut = new LinkedHashSet<>();
  private final ConcurrentLinkedQueue<String> met = new ConcurrentLinkedQueue<>();

  public Roster(List<TaskPattern> patterns, List<NamedKind> kinds, int mostTasks) {
    this.patterns = List.copyOf(patterns);
    this.kinds = List.copyOf(kinds);
    this.mostTasks = mostTasks;
    patterns.stream().filter(TaskPattern::isName).map(TaskPattern::text).forEach(tasks::add);
    long names = kinds.stream().map(NamedKind::name).distinct().count();
    if (names < kinds.size()) {
      throw new IllegalArgumentException("--members names a member twice: give each its own name");
    }
    if (tasks.size() > mostTasks) {
      throw new IllegalArgumentException(
          "%d tasks are named, but --max-tasks is %d".formatted(tasks.size(), mostTasks));
    }
  }

  /** Whether tasks may come that were not named. */
  public boolean mayGrow() {
    return !patterns.stream().allMatch(TaskPattern::isName);
  }

  /** The topics that members of these kinds read. */
  public Set<Topic> labelTopics() {
    return kinds.stream()
        .map(NamedKind::kind)
        .map(MemberKind::labelTopic)
        .collect(Collectors.toSet());
  }

  /** Members of the tasks that are known now. */
  List<MemberId> members() {
    return tasks.stream().flatMap(task -> members(task).stream()).toList();
  }

  private List<MemberId> members(String task) {
    return kinds.stream()
        .map(named -> new MemberId(task, named.name().value(), named.kind()))
        .toList();
  }

  /** A task has labels; whether it fits. For any thread. */
  public boolean meet(String task) {
    boolean wanted = mayGrow() && fits(task);
    if (wanted) {
      met.add(task);
    }
    return wanted;
  }

  /** Members of tasks that fit, which nobody knew of; each task once. */
  List<MemberId> grow() {
    List<MemberId> added = new ArrayList<>();
    for (String task = met.poll(); task != null; task = met.poll()) {
      if (add(task)) {
        added.addAll(members(task));
      }
    }
    return added;
  }

  /** Tasks that were trained before. */
  public void remember(Collection<String> before) {
    if (mayGrow()) {
      before.forEach(this::add);
    }
  }

  private boolean add(String task) {
    if (!fits(task) || tasks.contains(task)) {
      return false;
    }
    if (tasks.size() < mostTasks) {
      return tasks.add(task);
    }
    if (leftOut.size() < MOST_NAMED && leftOut.add(task)) {
      LOG.atWarn()
          .addKeyValue("task", task)
          .addKeyValue("tasks", tasks.size())
          .log("A task is not trained, as so many are: raise --max-tasks, or run another trainer");
    }
    return false;
  }

  private boolean fits(String task) {
    return NameRule.holds(task)
        && new TaskName(task).isLearnt()
        && patterns.stream().anyMatch(pattern -> pattern.fits(task));
  }

  /** How many tasks fit, but are too many; those beyond ten thousand are not counted. */
  int leftOut() {
    return leftOut.size();
  }
}
