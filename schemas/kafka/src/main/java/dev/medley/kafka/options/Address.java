package dev.medley.kafka.options;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.List;
import java.util.stream.Stream;

/** Addresses that begin with http:// or https://. */
public final class Address extends Wanted<URI> {
  Address() {
    super("an address such as http://localhost:8000");
  }

  @Override
  protected URI read(String text) {
    if (text.isEmpty()) {
      return null;
    }
    URI uri = URI.create(text);
    // Java's HTTP client asks no other: a name with an underscore is no host to it.
    return where(isHttp(uri.getScheme()) && uri.getHost() != null, uri);
  }

  private static boolean isHttp(String scheme) {
    return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
  }

  /** A registry's, which stand for one another. */
  public static final class Several extends Wanted<String> {
    Several() {
      super("addresses such as http://localhost:8081, comma-separated");
    }

    @Override
    protected String read(String text) {
      List<String> all =
          Stream.of(text.split(",")).map(String::strip).filter(each -> !each.isEmpty()).toList();
      where(!all.isEmpty(), text);
      all.forEach(Several::check);
      return String.join(",", all);
    }

    /** As the registry's client reads it: compose's names may have an underscore. */
    private static void check(String text) {
      try {
        URL url = URI.create(text).toURL();
        where(isHttp(url.getProtocol()) && !url.getHost().isEmpty(), text);
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException(e);
      }
    }
  }
}
