package dev.medley.serving.generation;

import static java.util.Objects.requireNonNull;

import dev.medley.ensemble.Prior;
import dev.medley.lm.lora.LoraAdapter;
import dev.medley.schemas.Checkpoint;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An adapter that answers, or the base. It is freed when it is retired and the last generation that
 * holds it has ended.
 */
public final class ServedAdapter {
  private static final String HELD_OUT_COST = "eval_edit_cost";
  private static final String HELD_OUT_SAMPLES = "eval_edit_samples";

  private final LoraAdapter adapter;
  private final Checkpoint checkpoint;
  private final Runnable onFree;
  private final AtomicInteger holders = new AtomicInteger(1);

  private ServedAdapter(LoraAdapter adapter, Checkpoint checkpoint, Runnable onFree) {
    this.adapter = adapter;
    this.checkpoint = checkpoint;
    this.onFree = onFree;
  }

  public static ServedAdapter base() {
    return new ServedAdapter(null, null, () -> {});
  }

  /** One whose arrays are here. */
  public static ServedAdapter local(LoraAdapter adapter, Checkpoint checkpoint, Runnable onFree) {
    return new ServedAdapter(
        requireNonNull(adapter, "adapter is null"),
        requireNonNull(checkpoint, "checkpoint is null"),
        onFree);
  }

  /** One that another server has loaded. */
  public static ServedAdapter remote(Checkpoint checkpoint, Runnable onFree) {
    return new ServedAdapter(null, requireNonNull(checkpoint, "checkpoint is null"), onFree);
  }

  /** Null for the base, as the model takes it, and where another server has it. */
  public LoraAdapter adapter() {
    return adapter;
  }

  /** Empty for the base. */
  public Optional<Checkpoint> checkpoint() {
    return Optional.ofNullable(checkpoint);
  }

  /** Version of the checkpoint; 0 for the base. */
  public long version() {
    return checkpoint == null ? 0 : checkpoint.getVersion();
  }

  /** What its publisher measured on held-out edits, as a prior; none where it did not. */
  public Prior prior() {
    double cost = figure(HELD_OUT_COST, Double.NaN);
    double samples = figure(HELD_OUT_SAMPLES, 0);
    boolean sound = cost >= 0 && samples > 0 && Double.isFinite(cost + samples);
    return sound ? new Prior(cost, samples) : Prior.NONE;
  }

  private double figure(String name, double otherwise) {
    return checkpoint().map(found -> found.getHeldOut().get(name)).orElse(otherwise);
  }

  /** Keeps it open until {@link #release}; false where it is closed already. */
  public boolean hold() {
    return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
  }

  /** Ends a hold; whoever made it, or replaced it, ends the first. */
  public void release() {
    if (holders.decrementAndGet() == 0) {
      onFree.run();
    }
  }
}
