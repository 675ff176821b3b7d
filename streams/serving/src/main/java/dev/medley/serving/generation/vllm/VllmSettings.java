package dev.medley.serving.generation.vllm;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;

/**
 * A server of OpenAI's API that generates for this node, such as vLLM.
 *
 * @param url up to, and without, {@code /v1}
 * @param baseModel the name that it gives the base model
 * @param apiKey empty where it needs none
 * @param baseDigest hex SHA-256 of its base model; empty takes adapters of any
 * @param lookEvery how often it is asked what it has loaded
 */
public record VllmSettings(
    URI url, String baseModel, String apiKey, String baseDigest, Duration lookEvery) {
  public VllmSettings {
    requireNonNull(url, "url is null");
    requireNonNull(baseModel, "baseModel is null");
    requireNonNull(apiKey, "apiKey is null");
    requireNonNull(baseDigest, "baseDigest is null");
    requireNonNull(lookEvery, "lookEvery is null");
    if (url.getHost() == null || baseModel.isEmpty()) {
      throw new IllegalArgumentException(
          "backend is '%s', backend-model '%s': need http://HOST:PORT and the name of its base model"
              .formatted(url, baseModel));
    }
  }

  URI at(String path) {
    return URI.create(url.toString().replaceAll("/+$", "") + path);
  }
}
