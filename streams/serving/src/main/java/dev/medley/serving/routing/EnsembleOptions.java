package dev.medley.serving.routing;

import dev.medley.ensemble.AdaptiveBound;
import dev.medley.ensemble.LateEnsemble;
import dev.medley.ensemble.Policy;
import dev.medley.ensemble.Thompson;
import dev.medley.ensemble.Ucb1;
import dev.medley.kafka.options.Decimal;
import dev.medley.kafka.options.Span;
import dev.medley.serving.statistics.Silence;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How a node chooses among arms, on the command line; a picocli mixin. */
public final class EnsembleOptions {
  /** Who ranks the arms. */
  enum Kind {
    /** Thompson sampling that starts from gates and from other tasks. */
    THOMPSON,
    /** A bound that learns its width and sees changes. */
    ADAPTIVE,
    /** The paper's Algorithm 1. */
    UCB1
  }

  @Option(
      names = "--policy",
      defaultValue = "${MEDLEY_POLICY:-THOMPSON}",
      description = "Who chooses arms: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Kind policy;

  @Option(
      names = "--alpha",
      converter = Decimal.FromZero.class,
      defaultValue = "${MEDLEY_ALPHA:-0.1}",
      description =
          "Weight of exploration of UCB1, in units of edit cost. Default: ${DEFAULT-VALUE}.")
  private double alpha;

  @Option(
      names = "--holdout",
      converter = Decimal.Share.class,
      defaultValue = "${MEDLEY_HOLDOUT:-0.02}",
      description =
          "Share of requests that the base answers, 0 to 1; with 0 it is no arm beside members."
              + " Default: ${DEFAULT-VALUE}.")
  private double holdout;

  @Option(
      names = "--floor",
      converter = Decimal.ShareIfAny.class,
      defaultValue = "${MEDLEY_FLOOR:-}",
      description =
          "Share of the other requests whose arm is drawn evenly, 0 to 1. Default: 0 for"
              + " THOMPSON, which explores by itself, else 0.01.")
  private Double floor;

  @Option(
      names = "--silence-after",
      converter = Span.Hours.class,
      defaultValue = "${MEDLEY_SILENCE_AFTER:-24}",
      description =
          "Hours that a response waits for an edit; the same on all nodes. Default:"
              + " ${DEFAULT-VALUE}.")
  private Duration silenceAfter;

  @Option(
      names = "--silence-accepts",
      defaultValue = "${MEDLEY_SILENCE_ACCEPTS:-false}",
      description =
          "Count a response that nobody answered as accepted; the same on all nodes. Default:"
              + " ${DEFAULT-VALUE}.")
  private boolean silenceAccepts;

  public LateEnsemble ensemble() {
    Policy chosen =
        switch (policy) {
          case THOMPSON -> Thompson.DEFAULT;
          case ADAPTIVE -> AdaptiveBound.DEFAULT;
          case UCB1 -> new Ucb1(alpha);
        };
    double even = floor != null ? floor : policy == Kind.THOMPSON ? 0 : 0.01;
    return new LateEnsemble(chosen, holdout, even);
  }

  public Silence silence() {
    return new Silence(silenceAfter, silenceAccepts);
  }
}
