package dev.medley.serving.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.medley.serving.http.ApiException;
import dev.medley.serving.http.Json;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever goes wrong into OpenAI's form of error. */
final class ApiErrors {
  private static final Logger LOG = LoggerFactory.getLogger(ApiErrors.class);

  private ApiErrors() {}

  static void register(JavalinConfig config) {
    config.routes.exception(ApiException.class, ApiErrors::answer);
    config.routes.exception(HttpResponseException.class, ApiErrors::answerHttp);
    config.routes.exception(Exception.class, ApiErrors::answerUnexpected);
  }

  private static void answer(ApiException e, Context context) {
    if (e.retrySeconds() > 0) {
      context.header("Retry-After", String.valueOf(e.retrySeconds()));
    }
    if (e.status() == 401) {
      context.header("WWW-Authenticate", "Bearer");
    }
    Json.answer(context, e.status(), Json.error(e.status(), e.code(), e.field(), e.getMessage()));
  }

  /** Where no route has seen the request yet. */
  static void answer(ApiException e, Response response, Callback callback) {
    response.setStatus(e.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    if (e.retrySeconds() > 0) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, e.retrySeconds());
    }
    if (e.status() == 401) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    }
    String body = Json.error(e.status(), e.code(), e.field(), e.getMessage()).toString();
    response.write(true, ByteBuffer.wrap(body.getBytes(UTF_8)), callback);
  }

  private static void answerHttp(HttpResponseException e, Context context) {
    int status = e.getStatus();
    String message =
        switch (status) {
          case 404 -> "No such route: see the README for those there are";
          case 405 -> "That route takes another method";
          default -> "The request was refused with status " + status;
        };
    Json.answer(context, status, Json.error(status, "http_" + status, null, message));
  }

  private static void answerUnexpected(Exception e, Context context) {
    // An unexpected message may quote a user's text.
    LOG.atError()
        .addKeyValue("error", e.getClass().getName())
        .addKeyValue("request", context.res().getHeader(RequestIds.HEADER))
        .addKeyValue("at", e.getStackTrace().length == 0 ? "" : e.getStackTrace()[0])
        .log("Request failed");
    Json.answer(
        context, 500, Json.error(500, "internal", null, "This is our fault: the log says why"));
  }
}
