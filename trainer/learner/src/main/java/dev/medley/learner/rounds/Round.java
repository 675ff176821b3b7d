package dev.medley.learner.rounds;

import static java.util.Objects.requireNonNull;

import dev.medley.learner.model.AdapterFiles;
import dev.medley.learner.state.PublishedVersion;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one round commits.
 *
 * @param reached with it
 * @param otherSettings whether it is learnt with other settings than the round before
 * @param actions the journal's, in their order
 * @param publication what is published, as the version reached; empty where nothing is
 * @param expired checkpoints that are removed
 * @param deadLetters labels that were skipped
 */
public record Round(
    Reached reached,
    boolean otherSettings,
    List<Object> actions,
    Optional<Publication> publication,
    List<PublishedVersion> expired,
    List<DeadLetter> deadLetters) {
  public Round {
    requireNonNull(reached, "reached is null");
    actions = List.copyOf(actions);
    deadLetters = List.copyOf(deadLetters);
  }

  /**
   * A checkpoint.
   *
   * @param parent version that it was trained on from; 0 for the base
   * @param heldOut figures of the gate
   * @param span of its trace
   */
  public record Publication(
      AdapterFiles adapter, long parent, Map<String, Double> heldOut, Span span) {
    public Publication {
      requireNonNull(adapter, "adapter is null");
    }
  }
}
