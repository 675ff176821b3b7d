package dev.medley.serving.generation.vllm;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.Checkpoint;
import dev.medley.subscriber.PeftCheckpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a vLLM server's adapters as this node serves them: loads each under a name that never comes
 * again, since vLLM's prefix cache goes by the name; loads again what a restart forgot; unloads
 * what has served for the last time. Thread-safe.
 */
final class VllmAdapters {
  private static final Logger LOG = LoggerFactory.getLogger(VllmAdapters.class);
  private static final int ATTEMPTS = 5;
  private static final long PAUSE_MILLIS = 1_000;
  private static final int DIGEST_CHARACTERS = 12;

  private final VllmApi api;
  private final Map<String, Path> wanted = new ConcurrentHashMap<>();
  private final Set<String> unwanted = ConcurrentHashMap.newKeySet();

  VllmAdapters(VllmApi api) {
    this.api = requireNonNull(api, "api is null");
  }

  /** The name in the server; versions may be counted anew, digests not. */
  static String name(Checkpoint checkpoint) {
    return "%s-%s-%d-%s"
        .formatted(
            checkpoint.getTask(),
            checkpoint.getMember(),
            checkpoint.getVersion(),
            checkpoint.getAdapterDigest().substring(0, DIGEST_CHARACTERS));
  }

  /**
   * Loads an adapter, beside those that serve.
   *
   * @return its name in the server
   * @throws RetriableException where the server does not answer
   * @throws IllegalStateException where it refuses the adapter
   */
  String load(PeftCheckpoint peft) {
    String name = name(peft.record());
    Path directory = peft.directory().toAbsolutePath();
    load(name, directory);
    wanted.put(name, directory);
    return name;
  }

  private synchronized void load(String name, Path directory) {
    int status = 0;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (attempt > 0) {
        pause();
        unloadUnwanted();
      }
      status = api.load(name, directory.toString());
      // 400 too where it is loaded already, as after a restart of this node.
      if (status == 200 || api.models().contains(name)) {
        unwanted.remove(name);
        return;
      }
      if (status < 500) {
        break;
      }
      // All slots may be taken by adapters that are about to go.
    }
    throw new IllegalStateException(
        ("The backend answered %d to the load of %s: does it see that folder, take its rank, have a"
                + " free slot, and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True?")
            .formatted(status, directory));
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while an adapter is loaded", e);
    }
  }

  /** Loads again what the server forgot; whether it has it now. */
  boolean restore(String name) {
    Path directory = wanted.get(name);
    if (directory == null) {
      return false;
    }
    try {
      load(name, directory);
      LOG.atWarn().addKeyValue("adapter", name).log("Loaded again: the backend had forgotten it");
      return true;
    } catch (RetriableException | IllegalStateException e) {
      LOG.atWarn().addKeyValue("adapter", name).log("The backend forgot it and can't load it now");
      return false;
    }
  }

  /** It has served for the last time. */
  void unload(String name) {
    wanted.remove(name);
    unwanted.add(name);
    unloadUnwanted();
  }

  /** Makes the server have what this node serves, and no more of it. */
  void reconcile() {
    Set<String> there = api.models();
    for (String name : wanted.keySet()) {
      if (!there.contains(name)) {
        restore(name);
      }
    }
    unloadUnwanted();
  }

  private void unloadUnwanted() {
    for (String name : List.copyOf(unwanted)) {
      try {
        int status = api.unload(name);
        if (status == 200 || status == 404) {
          unwanted.remove(name);
        }
      } catch (RetriableException e) {
        LOG.atWarn().addKeyValue("adapter", name).log("Not unloaded yet: trying again later");
      }
    }
  }
}
