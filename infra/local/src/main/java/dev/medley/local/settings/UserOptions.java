package dev.medley.local.settings;

import dev.medley.lab.users.SimulatedUser;
import dev.medley.lab.users.Strength;
import dev.medley.local.terminal.UserErrorException;
import java.util.List;

/** What is asked of simulated users, checked. */
public final class UserOptions {
  public static final List<String> TASKS = List.of("email", "summary");

  private UserOptions() {}

  public static Strength strength(String text) {
    for (Strength strength : Strength.values()) {
      if (strength.name().equalsIgnoreCase(text)) {
        return strength;
      }
    }
    throw new UserErrorException("--users is '" + text + "': say strong or weak");
  }

  public static double positiveRate(double rate) {
    if (rate > 0 && rate <= 1000) {
      return rate;
    }
    throw new UserErrorException("--rate is " + rate + ": need above 0, at most 1000");
  }

  /**
   * One user a task. The seed chooses what they want; the run's number, what they ask, so that no
   * context comes twice on the same data.
   */
  public static List<SimulatedUser> users(Strength strength, long seed, long run) {
    return TASKS.stream()
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
