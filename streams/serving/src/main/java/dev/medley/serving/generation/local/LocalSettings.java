package dev.medley.serving.generation.local;

import static java.util.Objects.requireNonNull;

import dev.medley.lm.torch.Precision;
import java.nio.file.Path;

/**
 * How responses are generated in this process.
 *
 * @param model a Hugging Face directory
 * @param device cpu, or cuda with its index
 * @param maxBatch most requests generated together
 * @param maxQueue most requests that wait, beside those that run
 */
public record LocalSettings(
    Path model, Precision precision, String device, int maxBatch, int maxQueue) {
  public LocalSettings {
    requireNonNull(model, "model is null");
    requireNonNull(precision, "precision is null");
    requireNonNull(device, "device is null");
  }
}
