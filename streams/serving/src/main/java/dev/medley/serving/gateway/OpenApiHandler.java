package dev.medley.serving.gateway;

import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** {@code GET /openapi.json}: the API in OpenAPI 3.1. */
public final class OpenApiHandler implements Handler {
  private final byte[] document;

  public OpenApiHandler() {
    try (InputStream in = OpenApiHandler.class.getResourceAsStream("openapi.json")) {
      document = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("The jar's openapi.json can't be read", e);
    }
  }

  @Override
  public void handle(Context context) {
    context.contentType("application/json").result(document);
  }
}
