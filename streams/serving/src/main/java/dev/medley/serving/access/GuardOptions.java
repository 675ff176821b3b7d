package dev.medley.serving.access;

import dev.medley.kafka.options.Whole;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Who may use a node, on the command line; a picocli mixin. */
public final class GuardOptions {
  @Option(
      names = "--api-keys",
      defaultValue = "${MEDLEY_API_KEYS:-}",
      description =
          "File of API keys: NAME, the key's SHA-256 in hex, and TASK[,TASK...] or * on each line;"
              + " read again when it changes. Default: no key is needed.")
  private String file = "";

  @Option(
      names = "--requests-per-minute",
      converter = Whole.FromZero.class,
      defaultValue = "${MEDLEY_REQUESTS_PER_MINUTE:-0}",
      description = "Chats and edits of one API key on this node; 0 is no limit. Default: 0.")
  private int perMinute;

  public Guard guard() {
    if (file.isEmpty() && perMinute > 0) {
      throw new IllegalArgumentException(
          "--requests-per-minute %d is for each API key: give --api-keys too".formatted(perMinute));
    }
    Optional<ApiKeys> keys =
        file.isEmpty() ? Optional.empty() : Optional.of(new ApiKeys(Path.of(file)));
    return new Guard(keys, new RateLimit(perMinute, System::nanoTime));
  }
}
