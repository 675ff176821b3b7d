package dev.medley.kafka.options;

import dev.medley.schemas.checkpoints.Sha256;
import dev.medley.schemas.names.Lengths;
import java.util.Locale;
import java.util.regex.Pattern;

/** Texts of a form. */
public abstract class Text extends Wanted<String> {
  private final Pattern form;

  protected Text(String wanted, String form) {
    super(wanted);
    this.form = Pattern.compile(form);
  }

  @Override
  protected final String read(String text) {
    return where(form.matcher(text).matches(), text);
  }

  /** Kafka's brokers. */
  public static final class Brokers extends Wanted<String> {
    // Of Kafka's own form, each with a port.
    private static final String BROKER = "(?:\\w+://)?(?:\\[[0-9A-Fa-f:.%]+]|[\\w.-]+):\\d{1,5}";

    private static final Pattern FORM = Pattern.compile("%s(?:,%s)*".formatted(BROKER, BROKER));

    Brokers() {
      super("host:port[,host:port...]");
    }

    @Override
    protected String read(String text) {
      // As Kafka reads its lists.
      String brokers = text.strip().replaceAll("\\s*,\\s*", ",");
      return where(FORM.matcher(brokers).matches(), brokers);
    }
  }

  /** What stands before topics' names; empty for nothing. */
  public static final class TopicPrefix extends Text {
    TopicPrefix() {
      super("at most 200 letters, digits, dots, underscores and dashes", "[A-Za-z0-9._-]{0,200}");
    }
  }

  /** A host's name or address. */
  public static final class Host extends Text {
    Host() {
      super("a host's name or address", "[A-Za-z0-9][A-Za-z0-9.-]*|\\[?[0-9A-Fa-f:.]+(?:%\\w+)?]?");
    }
  }

  /** The SHA-256 of a base model, in lower case as records have it; empty for any. */
  public static final class HexDigest extends Wanted<String> {
    HexDigest() {
      super("a SHA-256 of 64 hex digits");
    }

    @Override
    protected String read(String text) {
      String digest = text.toLowerCase(Locale.ROOT);
      return where(digest.isEmpty() || Sha256.isDigest(digest), digest);
    }
  }

  /** Why an operator asks for something. */
  public static final class Reason extends Text {
    Reason() {
      super(
          "at most %d characters".formatted(Lengths.REASON),
          "(?s).{0,%d}".formatted(Lengths.REASON));
    }
  }

  /** Where a model computes, as PyTorch names it. */
  public static final class DeviceName extends Text {
    DeviceName() {
      super("cpu, cuda or cuda:N", "cpu|cuda(?::\\d{1,3})?");
    }
  }

  /** What a model's products are computed in. */
  public static final class PrecisionName extends Text {
    PrecisionName() {
      super("float32, bfloat16 or auto", "(?i)float32|bfloat16|auto");
    }
  }
}
