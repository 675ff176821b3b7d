package dev.medley.kafka.options;

import java.net.URI;

/** Addresses that begin with http:// or https://. */
public final class Address extends Wanted<URI> {
  Address() {
    super("an address such as http://localhost:8000");
  }

  @Override
  protected URI read(String text) {
    return text.isEmpty() ? null : http(text);
  }

  private static URI http(String text) {
    URI uri = URI.create(text);
    boolean http =
        "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
    // Not getHost: compose's names may have an underscore.
    return where(http && uri.getRawAuthority() != null, uri);
  }

  /** One or more of them, which stand for one another. */
  public static final class Several extends Wanted<String> {
    Several() {
      super("addresses such as http://localhost:8081, comma-separated");
    }

    @Override
    protected String read(String text) {
      for (String each : text.split(",", -1)) {
        http(each.strip());
      }
      return text;
    }
  }
}
