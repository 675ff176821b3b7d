package dev.medley.serving.gateway;

import static java.util.Objects.requireNonNull;

import dev.medley.serving.access.Access;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/**
 * A route of the gateway.
 *
 * @param path in Javalin's form: {@code {name}} is one segment, {@code <name>} several
 */
public record Endpoint(HandlerType method, String path, Access access, Handler handler) {
  public Endpoint {
    requireNonNull(method, "method is null");
    requireNonNull(path, "path is null");
    requireNonNull(access, "access is null");
    requireNonNull(handler, "handler is null");
  }

  public static Endpoint get(String path, Access access, Handler handler) {
    return new Endpoint(HandlerType.GET, path, access, handler);
  }

  public static Endpoint post(String path, Access access, Handler handler) {
    return new Endpoint(HandlerType.POST, path, access, handler);
  }
}
