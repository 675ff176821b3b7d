package dev.medley.learner.gate;

import java.util.Locale;

/** Why a version is held back; docs/learner.md says when. */
public enum Rule {
  /** A figure is not finite. */
  NOT_FINITE,
  /** With few held-out contexts: users' texts are far less likely than under the base. */
  LOSS,
  /** It is charged more than the best version or its parent, and does not lean to users. */
  CHARGE,
  /** Words of the prompt that users kept are gone. */
  KEPT_WORDS,
  LENGTH,
  REPETITION,
  EMPTY,
  CUT,
  COPY,
  SAME,
  /** Rare words of the prompt are gone that the base's responses have. */
  PROMPT_WORDS;

  /** Its name in metrics and logs. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
