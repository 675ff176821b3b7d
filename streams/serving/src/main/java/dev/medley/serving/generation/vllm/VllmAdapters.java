package dev.medley.serving.generation.vllm;

import static java.util.Objects.requireNonNull;

import dev.medley.schemas.Checkpoint;
import dev.medley.subscriber.PeftCheckpoint;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a vLLM server's adapters as this node serves them: loads each under a name that never comes
 * again, since vLLM's prefix cache goes by the name, and one version may be loaded anew while its
 * copy of before still ends; loads again what a restart forgot; unloads what lies in this node's
 * folder and does not serve. Thread-safe.
 */
final class VllmAdapters {
  private static final Logger LOG = LoggerFactory.getLogger(VllmAdapters.class);
  private static final int DIGEST_CHARACTERS = 12;
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;

  private final VllmApi api;
  private final String folder;
  private final Map<String, Path> wanted = new ConcurrentHashMap<>();
  private final Set<String> loading = ConcurrentHashMap.newKeySet();

  /** Beginning with the time, the numbers don't come again after a restart of this node. */
  private final AtomicLong loads = new AtomicLong(System.currentTimeMillis());

  /**
   * @param folder of this node's adapters, and of no other's
   */
  VllmAdapters(VllmApi api, Path folder) {
    this.api = requireNonNull(api, "api is null");
    this.folder = folder.toAbsolutePath() + File.separator;
  }

  /** The name in the server; versions may be counted anew, digests not. */
  private String name(Checkpoint checkpoint) {
    return "%s-%s-%d-%s-%d"
        .formatted(
            checkpoint.getTask(),
            checkpoint.getMember(),
            checkpoint.getVersion(),
            checkpoint.getAdapterDigest().substring(0, DIGEST_CHARACTERS),
            loads.incrementAndGet());
  }

  /**
   * Loads an adapter, beside those that serve.
   *
   * @return its name in the server
   * @throws RetriableException where the server does not answer
   * @throws IllegalArgumentException where it refuses the adapter
   * @throws IllegalStateException where it can't load it now
   */
  String load(PeftCheckpoint peft) {
    String name = name(peft.record());
    Path directory = peft.directory().toAbsolutePath();
    loading.add(name);
    try {
      load(name, directory);
      wanted.put(name, directory);
    } finally {
      loading.remove(name);
    }
    return name;
  }

  private void load(String name, Path directory) {
    int status = api.load(name, directory.toString());
    // 400 too where it is loaded already, as somebody else missed it.
    if (status == OK || api.models().containsKey(name)) {
      return;
    }
    if (status == BAD_REQUEST) {
      throw new IllegalArgumentException(
          "The backend refuses %s: does it take its rank?".formatted(directory));
    }
    throw new IllegalStateException(
        ("The backend answered %d to the load of %s: does it see that folder, have a free slot, and"
                + " VLLM_ALLOW_RUNTIME_LORA_UPDATING=True?")
            .formatted(status, directory));
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
    } catch (RetriableException | IllegalArgumentException | IllegalStateException e) {
      LOG.atWarn()
          .addKeyValue("adapter", name)
          .setCause(e)
          .log("The backend forgot it and can't load it now");
      return false;
    }
  }

  /** It has served for the last time. */
  void unload(String name) {
    wanted.remove(name);
    try {
      int status = api.unload(name);
      if (status != OK && status != NOT_FOUND) {
        LOG.atWarn()
            .addKeyValue("adapter", name)
            .addKeyValue("status", status)
            .log("Not unloaded yet: trying again later");
      }
    } catch (RetriableException e) {
      LOG.atWarn().addKeyValue("adapter", name).log("Not unloaded yet: trying again later");
    }
  }

  /**
   * Makes the server have what this node serves, and no more of it.
   *
   * @param there its models just now
   */
  void reconcile(Map<String, String> there) {
    for (String name : wanted.keySet()) {
      if (!there.containsKey(name)) {
        restore(name);
      }
    }
    there.forEach(
        (name, root) -> {
          // In this order: what is loaded meanwhile is in one of them.
          boolean serves = loading.contains(name) || wanted.containsKey(name);
          if (root.startsWith(folder) && !serves) {
            unload(name);
          }
        });
  }
}
