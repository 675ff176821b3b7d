package dev.medley.serving;

import static java.util.Objects.requireNonNull;

import dev.medley.ensemble.LateEnsemble;
import dev.medley.lm.torch.Precision;
import dev.medley.serving.access.Guard;
import dev.medley.serving.generation.AdapterSettings;
import dev.medley.serving.generation.local.LocalSettings;
import dev.medley.serving.generation.vllm.VllmSettings;
import dev.medley.serving.statistics.Silence;
import dev.medley.subscriber.TrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What an operator chooses for a node.
 *
 * @param model Hugging Face directory of the base; unused where another server generates
 * @param vllm the server that generates; empty where this process does
 * @param data folder of adapters and statistics, this node's own
 * @param port TCP port; 0 takes a free one
 * @param trust whose checkpoints are taken
 * @param adapters which adapters are in memory
 * @param guard who may use it
 * @param maxBatch most requests generated together
 * @param maxQueue most requests that wait
 * @param timeout of one response
 * @param seed of the choice between arms
 */
public record ServingSettings(
    Path model,
    Optional<VllmSettings> vllm,
    Precision precision,
    String device,
    Path data,
    String host,
    int port,
    LateEnsemble ensemble,
    Silence silence,
    TrustOptions trust,
    AdapterSettings adapters,
    Guard guard,
    int maxBatch,
    int maxQueue,
    Duration timeout,
    long seed) {
  public ServingSettings {
    requireNonNull(vllm, "vllm is null");
    if (vllm.isEmpty() && (model.toString().isEmpty() || !Files.isDirectory(model))) {
      throw new IllegalArgumentException(
          "--model '%s' is no directory: give a Hugging Face model's, or --backend"
              .formatted(model));
    }
    requireNonNull(precision, "precision is null");
    requireNonNull(device, "device is null");
    requireNonNull(data, "data is null");
    requireNonNull(host, "host is null");
    requireNonNull(ensemble, "ensemble is null");
    requireNonNull(silence, "silence is null");
    requireNonNull(trust, "trust is null");
    requireNonNull(adapters, "adapters is null");
    requireNonNull(guard, "guard is null");
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "request-timeout is %d s: need at least 1".formatted(timeout.toSeconds()));
    }
  }

  /** How this process generates, where it does. */
  LocalSettings local() {
    return new LocalSettings(model, precision, device, maxBatch, maxQueue);
  }
}
