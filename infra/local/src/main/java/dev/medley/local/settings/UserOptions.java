package dev.medley.local.settings;

import dev.medley.kafka.options.Wanted;
import dev.medley.lab.users.SimulatedUser;
import dev.medley.lab.users.Strength;
import java.util.List;

/** What is asked of simulated users, checked. */
public final class UserOptions {
  /** What simulated users know, and what is learnt unless other tasks are named. */
  public static final List<String> TASKS = List.of("email", "summary");

  private UserOptions() {}

  /** Edits per second, as many as one machine can take. */
  public static final class Rate extends Wanted<Double> {
    Rate() {
      super("edits per second above 0, at most 1000");
    }

    @Override
    protected Double read(String text) {
      double rate = decimal(text);
      return where(rate > 0 && rate <= 1000, rate);
    }
  }

  /**
   * One user a task, each of {@link #TASKS}. The seed chooses what they want; the run's number,
   * what they ask, so that no context comes twice on the same data.
   */
  public static List<SimulatedUser> users(
      List<String> tasks, Strength strength, long seed, long run) {
    return tasks.stream()
        .map(
            task ->
                SimulatedUser.of(
                    task,
                    strength,
                    seed,
                    (seed * 1_000_003L + run) * TASKS.size() + TASKS.indexOf(task)))
        .toList();
  }
}
