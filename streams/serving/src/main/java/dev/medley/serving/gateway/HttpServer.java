package dev.medley.serving.gateway;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.medley.serving.access.Access;
import dev.medley.serving.access.Guard;
import dev.medley.serving.metrics.ServingMetrics;
import io.javalin.config.JavalinConfig;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.handler.CrossOriginHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * How Jetty, under Javalin, holds connections: an idle one costs no thread, nor does one whose body
 * is still on its way, and of neither there can be more than fit.
 */
public final class HttpServer {
  /** Longest silence of a connection, between requests or within one. */
  private static final long IDLE_MILLIS = 60_000;

  private static final int MOST_CONNECTIONS = 20_000;

  /** For files, Kafka's connections and the backend's. */
  private static final int OTHER_DESCRIPTORS = 1_000;

  /** Of the heap: what is made of a body, until it is on Kafka, takes several times its bytes. */
  private static final int HEAP_PARTS = 16;

  private HttpServer() {}

  /**
   * Puts the server's parts together.
   *
   * @param threads most requests handled at once, three quarters of them for each who asks
   * @param posts routes that take a body, by path
   */
  public static void configure(
      JavalinConfig config,
      int threads,
      Map<String, Access> posts,
      Guard guard,
      ServingMetrics metrics) {
    InFlight inFlight =
        new InFlight(Runtime.getRuntime().maxMemory() / HEAP_PARTS, threads * 3 / 4);
    metrics.gauge("medley.http.body.bytes", "Bytes of bodies that are in memory.", inFlight::bytes);
    config.jetty.threadPool = new QueuedThreadPool(threads);
    config.http.prefer405over404 = true;
    config.jetty.modifyHttpConfiguration(http -> http.setIdleTimeout(IDLE_MILLIS));
    config.jetty.modifyServer(
        server -> {
          RequestIds named = new RequestIds();
          named.setHandler(outermost(guard, new Door(posts, guard, inFlight, metrics)));
          server.setHandler(named);
          int most = mostConnections();
          server.addBean(new NetworkConnectionLimit(most, server));
          server.addBean(new Connections(server, most, metrics));
        });
  }

  private static Handler outermost(Guard guard, Door door) {
    Set<String> origins = guard.origins();
    if (origins.isEmpty()) {
      return door;
    }
    CrossOriginHandler cors = new CrossOriginHandler();
    cors.setAllowedOriginPatterns(
        origins.stream().map(Pattern::quote).collect(Collectors.toUnmodifiableSet()));
    cors.setAllowedHeaders(
        Set.of("Authorization", "Content-Type", "traceparent", RequestIds.HEADER));
    cors.setExposedHeaders(Set.of("Retry-After", "x-medley-tracked", RequestIds.HEADER));
    cors.setAllowCredentials(false);
    cors.setHandler(door);
    return cors;
  }

  /** As many as there are file descriptors for, of which the process needs some itself. */
  private static int mostConnections() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      long descriptors = unix.getMaxFileDescriptorCount() - OTHER_DESCRIPTORS;
      return (int) Math.max(100, Math.min(MOST_CONNECTIONS, descriptors));
    }
    return MOST_CONNECTIONS;
  }
}
