package dev.medley.serving.gateway;

import static java.util.Objects.requireNonNull;

import io.javalin.http.Handler;
import io.javalin.http.HandlerType;

/**
 * A route of the gateway.
 *
 * @param path in Javalin's form: {@code {name}} is one segment, {@code <name>} several
 */
public record Endpoint(HandlerType method, String path, Access access, Handler handler) {
  /** Who may ask, and when. */
  public enum Access {
    /** Anybody, always: what monitors need. */
    OPEN,
    /** Whoever has a key, always. */
    KEY,
    /** Whoever has a key, at its rate, while the node is ready; finished before it stops. */
    WORK
  }

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
