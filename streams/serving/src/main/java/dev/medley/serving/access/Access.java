package dev.medley.serving.access;

/** Who may ask, and when. */
public enum Access {
  /** Anybody, always: what monitors need. */
  OPEN,
  /** Whoever has a key, always. */
  KEY,
  /** Whoever has a key, at its rate, while the node is ready; finished before it stops. */
  WORK
}
