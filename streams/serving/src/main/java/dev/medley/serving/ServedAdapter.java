package dev.medley.serving;

import static java.util.Objects.requireNonNull;

import dev.medley.ensemble.Prior;
import dev.medley.lm.LoraAdapter;
import dev.medley.schemas.Checkpoint;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An adapter that answers, or the base. Its arrays are freed when it is retired and the last
 * generation that holds it has ended.
 */
final class ServedAdapter {
  private static final String HELD_OUT_COST = "eval_edit_cost";
  private static final String HELD_OUT_SAMPLES = "eval_edit_samples";

  private final LoraAdapter adapter;
  private final Checkpoint checkpoint;
  private final Runnable onClose;
  private final AtomicInteger holders = new AtomicInteger(1);

  private ServedAdapter(LoraAdapter adapter, Checkpoint checkpoint, Runnable onClose) {
    this.adapter = adapter;
    this.checkpoint = checkpoint;
    this.onClose = onClose;
  }

  static ServedAdapter base() {
    return new ServedAdapter(null, null, () -> {});
  }

  static ServedAdapter of(LoraAdapter adapter, Checkpoint checkpoint, Runnable onClose) {
    return new ServedAdapter(
        requireNonNull(adapter, "adapter is null"),
        requireNonNull(checkpoint, "checkpoint is null"),
        onClose);
  }

  /** Null for the base, as the model takes it. */
  LoraAdapter adapter() {
    return adapter;
  }

  /** Empty for the base. */
  Optional<Checkpoint> checkpoint() {
    return Optional.ofNullable(checkpoint);
  }

  /** Version of the checkpoint; 0 for the base. */
  long version() {
    return checkpoint == null ? 0 : checkpoint.getVersion();
  }

  /** What its publisher measured on held-out edits, as a prior; none where it did not. */
  Prior prior() {
    double cost = figure(HELD_OUT_COST, Double.NaN);
    double samples = figure(HELD_OUT_SAMPLES, 0);
    boolean sound = cost >= 0 && samples > 0 && Double.isFinite(cost + samples);
    return sound ? new Prior(cost, samples) : Prior.NONE;
  }

  private double figure(String name, double otherwise) {
    return checkpoint().map(found -> found.getHeldOut().get(name)).orElse(otherwise);
  }

  /** Keeps it open until {@link #release}; false where it is closed already. */
  boolean hold() {
    return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** Ends a hold; whoever made it, or replaced it, ends the first. */
  void release() {
    if (holders.decrementAndGet() == 0 && adapter != null) {
      adapter.close();
      onClose.run();
    }
  }
}
