package dev.medley.serving.generation;

import dev.medley.serving.http.ApiException;
import dev.medley.subscriber.PeftCheckpoint;
import java.util.function.Function;

/** What generates responses, by the base or by adapters over it. */
public interface Backend extends AutoCloseable {
  /**
   * Looks at a prompt before an arm is chosen; what comes back generates it by an adapter that is
   * held, and releases that.
   *
   * @throws ApiException 400 where nothing can be generated from it; later 429 and 503
   */
  Function<ServedAdapter, GrowingResponse> prepare(Prompt prompt);

  /**
   * Memory that an adapter takes once it is loaded, in bytes.
   *
   * @throws RuntimeException where it is known already that it can't be loaded
   */
  long bytes(PeftCheckpoint peft);

  /**
   * Makes a verified adapter ready to serve, beside the one that serves; for any thread.
   *
   * @param onFree runs when it has served for the last time and is unloaded
   * @throws IllegalArgumentException where this adapter can never be loaded
   * @throws RuntimeException any other where it may work later
   */
  ServedAdapter.Published load(PeftCheckpoint peft, Runnable onFree);

  /** Hex SHA-256 of the base; empty where it is not known. */
  String baseDigest();

  /** Whether requests can be generated now. */
  boolean ready();

  /** Whether it can still do its work without a restart. */
  boolean alive();

  /** Ends what still waits or runs, as cancelled. */
  void cancelAll();

  @Override
  void close();
}
