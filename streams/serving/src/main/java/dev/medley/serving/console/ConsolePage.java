package dev.medley.serving.console;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * {@code GET /console} and its files, all from the class path: nothing is fetched from elsewhere.
 */
public final class ConsolePage implements Handler {
  private static final String OWN = "/dev/medley/serving/console/";
  private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
          + " form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

  private final byte[] content;
  private final String type;

  private ConsolePage(String resource, String type) {
    this.type = type;
    try (InputStream in = ConsolePage.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not on the class path");
      }
      content = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All files of the console, by path. */
  public static Map<String, ConsolePage> all() {
    String script = "text/javascript; charset=utf-8";
    String style = "text/css; charset=utf-8";
    return Map.of(
        "/console", new ConsolePage(OWN + "index.html", "text/html; charset=utf-8"),
        "/console/console.js", new ConsolePage(OWN + "console.js", script),
        "/console/console.css", new ConsolePage(OWN + "console.css", style),
        "/console/uplot.js", new ConsolePage(UPLOT + "uPlot.iife.min.js", script),
        "/console/uplot.css", new ConsolePage(UPLOT + "uPlot.min.css", style));
  }

  @Override
  public void handle(Context context) {
    context
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("Cache-Control", "no-cache")
        .contentType(type)
        .result(content);
  }
}
