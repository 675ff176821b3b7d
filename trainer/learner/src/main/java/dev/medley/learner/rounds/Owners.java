package dev.medley.learner.rounds;

import java.util.HashSet;
import java.util.Set;

/**
 * Who may be named as a member's owner without being a rival: this trainer, and whoever had the
 * member when it first came to it. Not thread-safe.
 */
public final class Owners {
  private final String self;
  private final Set<String> known = new HashSet<>();
  private boolean met;

  /**
   * Nobody else is known yet.
   *
   * @param self how this trainer is named, unlike any other
   */
  public Owners(String self) {
    this.self = self;
    known.add(self);
  }

  public String self() {
    return self;
  }

  /** Takes note of the owner that is found, the first time. */
  public void meet(String owner) {
    if (!met) {
      met = true;
      known.add(owner);
    }
  }

  /** The member is this trainer's: whoever is found to own it from now on is a rival. */
  void claimed() {
    known.clear();
    known.add(self);
  }

  /** Operators want the member here: whoever owns it when it is next looked for is no rival. */
  public void takeBack() {
    met = false;
  }

  /** Whether the owner was looked for before. */
  public boolean haveMet() {
    return met;
  }

  /** Whether somebody has claimed the member since. */
  public boolean isRival(String owner) {
    return !known.contains(owner);
  }
}
