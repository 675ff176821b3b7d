package dev.medley.learner.seats;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.medley.learner.member.TrainingThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;

/**
 * What a trainer answers over HTTP: {@code /metrics} once all members are in it, {@code
 * /health/live} while the training thread comes on, {@code /health/ready} once members are open.
 */
public final class TrainerHttp implements AutoCloseable {
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;
  private static final int ANSWERS_AT_ONCE = 4;

  private final HttpServer server;
  private volatile boolean complete;
  private volatile boolean ready;

  /**
   * Answers from now on.
   *
   * @param stuckAfter how long the thread may stand still
   */
  public TrainerHttp(
      InetSocketAddress address,
      TrainerMetrics metrics,
      TrainingThread training,
      Duration stuckAfter) {
    try {
      server = HttpServer.create(address, 0);
    } catch (BindException e) {
      throw new IllegalStateException(
          "Port %d is taken: choose another --metrics-port".formatted(address.getPort()), e);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen on " + address, e);
    }
    server.createContext(
        "/metrics",
        exchange ->
            answer(
                exchange,
                complete,
                "text/plain; version=0.0.4",
                complete ? metrics.scrape() : "Members are not known yet\n"));
    server.createContext(
        "/health/live",
        exchange -> {
          Duration still = training.still();
          boolean live = still.compareTo(stuckAfter) < 0;
          answer(
              exchange,
              live,
              "text/plain",
              live
                  ? "live\n"
                  : "The training thread has not moved for %d s\n".formatted(still.toSeconds()));
        });
    server.createContext(
        "/health/ready",
        exchange ->
            answer(
                exchange, ready, "text/plain", ready ? "ready\n" : "Members are being opened\n"));
    // Who stalls in one answer does not hold up a probe.
    server.setExecutor(
        Executors.newFixedThreadPool(
            ANSWERS_AT_ONCE,
            work -> {
              Thread thread = new Thread(work, "http");
              thread.setDaemon(true);
              return thread;
            }));
    server.start();
  }

  private static void answer(HttpExchange exchange, boolean well, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(UTF_8);
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(well ? OK : UNAVAILABLE, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** All members are in the metrics. */
  public void complete() {
    complete = true;
  }

  /** Members are open, or were: those of tasks that appear later are no reason to wait. */
  public void ready(boolean open) {
    ready |= open;
  }

  /** The port, where a free one was asked for. */
  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
