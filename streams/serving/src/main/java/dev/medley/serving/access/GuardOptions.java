package dev.medley.serving.access;

import dev.medley.kafka.options.Text;
import dev.medley.kafka.options.Whole;
import java.nio.file.Path;
import java.util.List;
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

  @Option(
      names = "--allowed-hosts",
      converter = HostName.class,
      split = ",",
      paramLabel = "NAME[,NAME...]",
      defaultValue = "${MEDLEY_ALLOWED_HOSTS:-}",
      description =
          "Names by which clients may call this node in their Host header, beside localhost and"
              + " addresses. Default: any where a key is needed, else none.")
  private List<String> hosts = List.of();

  @Option(
      names = "--cors-origins",
      converter = Origin.class,
      split = ",",
      paramLabel = "ORIGIN[,ORIGIN...]",
      defaultValue = "${MEDLEY_CORS_ORIGINS:-}",
      description =
          "Origins of web pages elsewhere that may ask, such as https://app.example.com."
              + " Default: none.")
  private List<String> origins = List.of();

  @Option(
      names = "--max-body",
      converter = Mebibytes.class,
      defaultValue = "${MEDLEY_MAX_BODY:-4}",
      description =
          "MiB of the largest body of a request. A text in it is taken up to the feedback job's"
              + " --max-text-bytes. Default: ${DEFAULT-VALUE}.")
  private int maxMebibytes = Guard.MAX_BODY >> 20;

  /** With a record's other fields they fit its topic. */
  static final class Mebibytes extends Whole {
    Mebibytes() {
      super(1, 16);
    }
  }

  /** A name or an address, or nothing. */
  static final class HostName extends Text {
    HostName() {
      super(
          "a host's name or address", "|[A-Za-z0-9][A-Za-z0-9.-]*|\\[?[0-9A-Fa-f:.]+(?:%\\w+)?]?");
    }
  }

  /** As a browser writes it, or nothing. */
  static final class Origin extends Text {
    Origin() {
      super(
          "a scheme, a host, and a port where it is not the scheme's: https://app.example.com",
          "|https?://[^/?#@*\\s]+");
    }
  }

  public Guard guard() {
    if (file.isEmpty() && perMinute > 0) {
      throw new IllegalArgumentException(
          "--requests-per-minute %d is for each API key: give --api-keys too".formatted(perMinute));
    }
    Optional<ApiKeys> keys =
        file.isEmpty() ? Optional.empty() : Optional.of(new ApiKeys(Path.of(file)));
    return new Guard(
        keys,
        new RateLimit(perMinute, System::nanoTime),
        Sites.of(hosts, origins),
        maxMebibytes << 20);
  }
}
