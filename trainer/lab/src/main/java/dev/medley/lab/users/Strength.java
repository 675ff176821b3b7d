package dev.medley.lab.users;

/** How much of what should change a user changes: γ_min of the paper is large or small. */
public enum Strength {
  /** The whole difference to an acceptable text. */
  STRONG,
  /** A random part of it, one place at least. */
  WEAK
}
