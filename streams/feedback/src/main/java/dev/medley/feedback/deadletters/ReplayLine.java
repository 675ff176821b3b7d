package dev.medley.feedback.deadletters;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Says every few seconds how far a replay is, and lets it end between transactions. */
final class ReplayLine implements Replay.Watcher {
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final String name;
  private final PrintWriter err;
  private final BooleanSupplier stopping;
  private final long began = System.nanoTime();
  private long said = began;

  ReplayLine(String name, PrintWriter err, BooleanSupplier stopping) {
    this.name = name;
    this.err = err;
    this.stopping = stopping;
  }

  @Override
  public boolean goesOn(Replay.Counts counts, long left) {
    long now = System.nanoTime();
    if (now - said >= EVERY.toNanos()) {
      said = now;
      err.printf(
          "%s: %d letters, %d mended so far; %d records of the topic left, after %d s%n",
          name, counts.letters(), counts.mended(), left, Duration.ofNanos(now - began).toSeconds());
      err.flush();
    }
    if (stopping.getAsBoolean()) {
      err.printf("%s: stopped with %d records left; run again, it goes on.%n", name, left);
      err.flush();
      return false;
    }
    return true;
  }
}
