package dev.medley.lm.generation;

/** Why a response ended. */
public enum EndReason {
  /** The model ended its turn, or the text came to a stop string. */
  STOP,
  /** The response had as many tokens as it may. */
  LENGTH,
  /** The text had begun to repeat itself ({@link SamplingParameters#repeatedCharacters}). */
  REPETITION,
  /** Nobody wanted it any more. */
  CANCELLED
}
