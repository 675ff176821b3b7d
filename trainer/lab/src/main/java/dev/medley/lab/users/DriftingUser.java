package dev.medley.lab.users;

/**
 * Users who change their mind.
 *
 * @param from the first round of the later one
 */
public record DriftingUser(User before, User after, int from) {
  /** Who reacts in a round. */
  public User at(int round) {
    return round < from ? before : after;
  }
}
