package dev.medley.lab.users;

/** What a user does with a response. */
public enum Action {
  EDITED,
  ACCEPTED,
  /** Nothing that anybody sees: it may be content, or gone. */
  SILENT
}
