package dev.medley.lab.users;

/** Whoever reads responses and edits them. */
public interface User {
  /** What the user does with a response; the same for the same situation and response. */
  Reaction react(Situation situation, String response);
}
