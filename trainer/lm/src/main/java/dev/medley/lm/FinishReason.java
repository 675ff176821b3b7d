package dev.medley.lm;

/** Why a response ended. */
public enum FinishReason {
  /** The model ended its turn. */
  STOP,
  /** The response had as many tokens as it may. */
  LENGTH
}
