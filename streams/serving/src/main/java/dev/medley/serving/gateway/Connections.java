package dev.medley.serving.gateway;

import dev.medley.serving.metrics.ServingMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.IdleTimeout;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Looks at all connections each second: closes those whose headers take too long, and when there
 * are nearly as many as there may be, those that have been idle longest, so that new ones find a
 * place. One with a request at work is left alone.
 */
final class Connections extends AbstractLifeCycle {
  private static final long LOOK_MILLIS = 1_000;
  private static final long HEADERS_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long IDLE_MILLIS = 2_000;

  private final Server server;
  private final int most;
  private final ServingMetrics metrics;
  private Map<EndPoint, Headers> unfinished = new HashMap<>();
  private Scheduler.Task task;

  /**
   * Headers on their way.
   *
   * @param requests that came before on their connection
   * @param bytes that were read when they had not begun
   * @param since of {@link System#nanoTime}
   */
  private record Headers(long requests, long bytes, long since) {
    private boolean late(long now) {
      return now - since > HEADERS_NANOS;
    }
  }

  /**
   * @param most connections at once
   */
  Connections(Server server, int most, ServingMetrics metrics) {
    this.server = server;
    this.most = most;
    this.metrics = metrics;
  }

  @Override
  protected void doStart() {
    again();
  }

  private void again() {
    task = server.getScheduler().schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      int all = 0;
      List<EndPoint> idle = new ArrayList<>();
      Map<EndPoint, Headers> now = new HashMap<>();
      for (Connector connector : server.getConnectors()) {
        for (EndPoint each : connector.getConnectedEndPoints()) {
          all++;
          Connection connection = each.getConnection();
          if (connection != null && connection.getMessagesIn() == connection.getMessagesOut()) {
            look(each, connection, idle, now);
          }
        }
      }
      unfinished = now;
      makeRoom(all, idle);
    } finally {
      if (isRunning()) {
        again();
      }
    }
  }

  private void look(
      EndPoint endPoint, Connection connection, List<EndPoint> idle, Map<EndPoint, Headers> now) {
    idle.add(endPoint);
    Headers before = unfinished.get(endPoint);
    if (before == null || before.requests() != connection.getMessagesIn()) {
      now.put(
          endPoint,
          new Headers(connection.getMessagesIn(), connection.getBytesIn(), System.nanoTime()));
      return;
    }
    if (connection.getBytesIn() == before.bytes()) {
      // Nothing has begun: an idle connection is no slow one.
      now.put(endPoint, new Headers(before.requests(), before.bytes(), System.nanoTime()));
    } else if (before.late(System.nanoTime())) {
      close(endPoint, "slow_headers");
    } else {
      now.put(endPoint, before);
    }
  }

  private void makeRoom(int all, List<EndPoint> idle) {
    long surplus = all - most * 9L / 10;
    if (surplus <= 0) {
      return;
    }
    idle.stream()
        .filter(each -> idleFor(each) > IDLE_MILLIS)
        .sorted(Comparator.comparingLong(Connections::idleFor).reversed())
        .limit(surplus)
        .toList()
        .forEach(each -> close(each, "too_many_connections"));
  }

  private static long idleFor(EndPoint endPoint) {
    return endPoint instanceof IdleTimeout timed ? timed.getIdleFor() : 0;
  }

  private void close(EndPoint endPoint, String reason) {
    metrics.refusedRequest(reason);
    endPoint.close();
  }

  @Override
  protected void doStop() {
    task.cancel();
  }
}
