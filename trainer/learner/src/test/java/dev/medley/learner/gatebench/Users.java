package dev.medley.learner.gatebench;

import dev.medley.lm.corpus.Situation;
import java.util.Locale;
import java.util.SplittableRandom;

/** Who makes the texts y' that a gate sees. */
enum Users {
  /** They apply the whole difference to what they want. */
  STRONG(new Reader(true), 0),
  /** They apply about half of it. */
  WEAK(new Reader(false), 0),
  /** They leave most as it is, whatever it is. */
  ACCEPTING(new Reader(true), 0.7);

  // It remembers what is wanted, which never changes.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Reader reader;

  private final double accepted;

  Users(Reader reader, double accepted) {
    this.reader = reader;
    this.accepted = accepted;
  }

  /** What is made of a draft. */
  String edit(Situation context, String draft, long seed) {
    boolean accepts = new SplittableRandom(seed ^ 0x5eedL).nextDouble() < accepted;
    return accepts ? draft : reader.edit(context, draft, seed);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
