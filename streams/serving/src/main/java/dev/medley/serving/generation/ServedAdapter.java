package dev.medley.serving.generation;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.lora.LoraAdapter;
import dev.medley.schemas.Checkpoint;
import java.util.concurrent.atomic.AtomicInteger;

/** What answers a request; held while it does. */
public abstract sealed class ServedAdapter {
  private ServedAdapter() {}

  /** Version of the checkpoint; 0 for the base. */
  public abstract long version();

  /** Keeps it open until {@link #release}; false where it is closed already. */
  public abstract boolean hold();

  /** Ends a hold; whoever made it, or replaced it, ends the first. */
  public abstract void release();

  /** The base, which nothing frees. */
  public static final class Base extends ServedAdapter {
    @Override
    public long version() {
      return 0;
    }

    @Override
    public boolean hold() {
      return true;
    }

    @Override
    public void release() {}
  }

  /** One that was published; freed when it is replaced and its last holder has let go. */
  public abstract static sealed class Published extends ServedAdapter {

    private final Checkpoint checkpoint;
    private final Runnable onFree;
    private final AtomicInteger holders = new AtomicInteger(1);

    private Published(Checkpoint checkpoint, Runnable onFree) {
      this.checkpoint = requireNonNull(checkpoint, "checkpoint is null");
      this.onFree = requireNonNull(onFree, "onFree is null");
    }

    public Checkpoint checkpoint() {
      return checkpoint;
    }

    @Override
    public long version() {
      return checkpoint.getVersion();
    }

    /** Whether a request holds it. */
    boolean isInUse() {
      return holders.get() > 1;
    }

    @Override
    public boolean hold() {
      return holders.getAndUpdate(count -> count == 0 ? 0 : count + 1) > 0;
    }

    @Override
    public void release() {
      if (holders.decrementAndGet() == 0) {
        onFree.run();
      }
    }
  }

  /** Its arrays are here. */
  public static final class Local extends Published {
    private final LoraAdapter lora;

    public Local(LoraAdapter lora, Checkpoint checkpoint, Runnable onFree) {
      super(checkpoint, onFree);
      this.lora = requireNonNull(lora, "lora is null");
    }

    public LoraAdapter lora() {
      return lora;
    }
  }

  /** Another server has it, under a name of its own. */
  public static final class Remote extends Published {
    private final String model;

    public Remote(String model, Checkpoint checkpoint, Runnable onFree) {
      super(checkpoint, onFree);
      this.model = requireNonNull(model, "model is null");
    }

    /** Its name in that server. */
    public String model() {
      return model;
    }
  }
}
