package dev.medley.lab.few;

import dev.medley.lab.users.SimulatedUser;
import dev.medley.lab.users.Strength;
import dev.medley.lab.users.Taste;

/** Who edits, strongly; the seed chooses what is wanted. */
enum Reader {
  /** Wants one style of everything. */
  ONE_STYLE,
  /** Wants another style of each source, which no context names. */
  FOUR_STYLES;

  SimulatedUser of(String task, long seed) {
    return switch (this) {
      case ONE_STYLE -> SimulatedUser.of(task, Strength.STRONG, seed, seed);
      case FOUR_STYLES ->
          SimulatedUser.ofSources(task, Strength.STRONG, Taste.ANY, Math.floorMod(seed, 4));
    };
  }
}
