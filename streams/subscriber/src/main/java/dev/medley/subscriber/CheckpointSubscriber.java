package dev.medley.subscriber;

import dev.medley.schemas.KafkaOptions;
import java.nio.file.Path;
import java.util.Optional;

/** Placeholder while the behaviour is written. */
public final class CheckpointSubscriber implements AutoCloseable {
  /** Learns of checkpoints, in order, one at a time. */
  public interface Listener {
    void onCheckpoint(PeftCheckpoint checkpoint);
  }

  private CheckpointSubscriber() {}

  public static CheckpointSubscriber start(
      KafkaOptions options, Path directory, String baseDigest, Listener listener) {
    return new CheckpointSubscriber();
  }

  public boolean caughtUp() {
    return false;
  }

  public Optional<Throwable> failure() {
    return Optional.empty();
  }

  public long refused() {
    return 0;
  }

  @Override
  public void close() {}
}
