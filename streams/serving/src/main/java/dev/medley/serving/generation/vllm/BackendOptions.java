package dev.medley.serving.generation.vllm;

import dev.medley.kafka.options.Address;
import dev.medley.kafka.options.Text;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Who generates, on the command line, where it is not this process; a picocli mixin. */
public final class BackendOptions {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  @Option(
      names = "--backend",
      converter = Address.class,
      defaultValue = "${MEDLEY_BACKEND:-}",
      description =
          "Address of a vLLM server, such as http://localhost:8000, that generates and loads adapters"
              + " from --data, a folder that it must see too. Default: this process generates.")
  private URI url;

  @Option(
      names = "--backend-model",
      defaultValue = "${MEDLEY_BACKEND_MODEL:-}",
      description = "Name that the server gives the base model. Required with --backend.")
  private String model = "";

  @Option(
      names = "--backend-key",
      defaultValue = "${MEDLEY_BACKEND_KEY:-}",
      description = "API key of the server; better given by MEDLEY_BACKEND_KEY. Default: none.")
  private String key = "";

  @Option(
      names = "--base-digest",
      converter = Text.HexDigest.class,
      defaultValue = "${MEDLEY_BASE_DIGEST:-}",
      description =
          "Hex SHA-256 of the server's base model; others' adapters are refused. Default: any base.")
  private String digest = "";

  public Optional<VllmSettings> vllm() {
    return url == null
        ? Optional.empty()
        : Optional.of(new VllmSettings(url, model, key, digest, LOOK_EVERY));
  }
}
