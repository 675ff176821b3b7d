package dev.medley.serving;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.Precision;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What an operator chooses for a node.
 *
 * @param model Hugging Face directory of the base
 * @param data folder of adapters and statistics, this node's own
 * @param port TCP port; 0 takes a free one
 * @param alpha weight of exploration, in units of edit cost
 * @param holdout share of the requests that the base answers
 * @param maxBatch most requests generated together
 * @param maxQueue most requests that wait
 * @param timeout of one response
 */
record ServingSettings(
    Path model,
    Precision precision,
    Path data,
    String host,
    int port,
    double alpha,
    double holdout,
    int maxBatch,
    int maxQueue,
    Duration timeout,
    long seed) {
  ServingSettings {
    requireNonNull(model, "model is null");
    requireNonNull(precision, "precision is null");
    requireNonNull(data, "data is null");
    requireNonNull(host, "host is null");
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "request-timeout is %d s: need at least 1".formatted(timeout.toSeconds()));
    }
  }
}
