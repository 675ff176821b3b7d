package dev.medley.local.users;

import java.time.Instant;

/**
 * The figures of one edit; never its text.
 *
 * @param arm the member that wrote the response, or base
 * @param checkpoint that member's version; 0 for the base
 * @param action edited, accepted or discarded
 * @param worth by what the user did
 * @param facts share of the context's facts right in the response
 * @param words of the response
 * @param responseMillis how long the gateway took
 */
public record EditFigures(
    Instant at,
    String task,
    String arm,
    long checkpoint,
    String action,
    EditWorth worth,
    double facts,
    int words,
    long responseMillis) {
  public double cost() {
    return worth.cost();
  }

  public double charge() {
    return worth.charge();
  }
}
