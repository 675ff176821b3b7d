package dev.medley.local;

import dev.medley.lab.SimulatedUser;
import dev.medley.lab.Strength;
import java.util.List;

/** What is asked of simulated users, checked. */
final class UserOptions {
  static final List<String> TASKS = List.of("email", "summary");

  private UserOptions() {}

  static Strength strength(String text) {
    for (Strength strength : Strength.values()) {
      if (strength.name().equalsIgnoreCase(text)) {
        return strength;
      }
    }
    throw new UserErrorException("--users is '" + text + "': say strong or weak");
  }

  static double positiveRate(double rate) {
    if (rate > 0 && rate <= 1000) {
      return rate;
    }
    throw new UserErrorException("--rate is " + rate + ": need above 0, at most 1000");
  }

  /**
   * One user a task. The seed chooses what they want; the run's number, what they ask, so that no
   * context comes twice on the same data.
   */
  static List<SimulatedUser> users(Strength strength, long seed, long run) {
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
