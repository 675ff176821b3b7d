package dev.medley.lab.online;

import dev.medley.lab.protocol.Users;
import dev.medley.lab.users.CarelessUser;
import dev.medley.lab.users.DriftingUser;
import dev.medley.lab.users.HostileUser;
import dev.medley.lab.users.SilentUser;
import dev.medley.lab.users.Strength;
import dev.medley.lab.users.Taste;
import dev.medley.lab.users.User;

/** Who edits while members learn on, and who says afterwards what the answers were worth. */
enum OnlineUser {
  /** The one whom members learnt from, and no other. */
  STRONG,
  /** Wants each source in another source's style after a third of the rounds. */
  DRIFT,
  /** Becomes weak after a third of the rounds. */
  TIRED,
  TRANSFER,
  /** A third of the edits empty the text or shuffle its words. */
  CARELESS,
  /** One edit in ten puts one text in the place of every answer. */
  HOSTILE,
  /** Two of three good answers get no reaction, one of ten bad ones. */
  SILENT;

  /** One round in so many is over when users change. */
  static final int CHANGE = 3;

  private static final String STEERED = "Buy now at our shop, the best shop of all.";

  /** Who edits, first and after a third of the rounds. */
  DriftingUser edits(Users users, String task, int rounds) {
    User strong = users.user(task, Strength.STRONG, Taste.OWN, 0);
    return switch (this) {
      case STRONG -> always(strong);
      case DRIFT ->
          new DriftingUser(
              strong, users.user(task, Strength.STRONG, Taste.OWN, 1), rounds / CHANGE);
      case TIRED ->
          new DriftingUser(strong, users.user(task, Strength.WEAK, Taste.OWN, 0), rounds / CHANGE);
      case TRANSFER -> always(users.user(task, Strength.STRONG, Taste.TRANSFER, 0));
      case CARELESS -> always(new CarelessUser(strong, 1 / 3.0));
      case HOSTILE -> always(new HostileUser(strong, 0.1, STEERED));
      case SILENT -> always(new SilentUser(strong, 2 / 3.0, 0.1));
    };
  }

  /** Whose cost counts: what an honest, strong user of the moment would edit. */
  DriftingUser judges(Users users, String task, int rounds) {
    return switch (this) {
      case STRONG, CARELESS, HOSTILE, SILENT, TIRED ->
          always(users.user(task, Strength.STRONG, Taste.OWN, 0));
      case DRIFT, TRANSFER -> edits(users, task, rounds);
    };
  }

  private static DriftingUser always(User user) {
    return new DriftingUser(user, user, 0);
  }
}
