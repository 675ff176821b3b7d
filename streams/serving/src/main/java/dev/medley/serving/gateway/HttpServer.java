package dev.medley.serving.gateway;

import dev.medley.serving.http.JsonBody;
import io.javalin.config.JavalinConfig;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.EagerContentHandler.RetainedContentLoaderFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * How Jetty, under Javalin, holds connections: an idle one costs no thread, nor does one whose body
 * is still on its way.
 */
public final class HttpServer {
  /** Longest silence of a connection, between requests or within one. */
  private static final long IDLE_MILLIS = 60_000;

  /** What Jetty adds to a chunk that it keeps. */
  private static final int FRAMING_BYTES = 64;

  private HttpServer() {}

  public static void configure(JavalinConfig config, int threads) {
    config.jetty.threadPool = new QueuedThreadPool(threads);
    config.http.prefer405over404 = true;
    config.http.maxRequestSize = JsonBody.MAX_BYTES;
    config.jetty.modifyHttpConfiguration(http -> http.setIdleTimeout(IDLE_MILLIS));
    config.jetty.modifyServer(HttpServer::readBodiesFirst);
  }

  /** A handler's thread is taken when the body is there, so that slow clients hold none. */
  private static void readBodiesFirst(Server server) {
    RequestIds named = new RequestIds();
    named.setHandler(
        new EagerContentHandler(
            new RetainedContentLoaderFactory(JsonBody.MAX_BYTES, FRAMING_BYTES, false)));
    server.setHandler(named);
  }
}
