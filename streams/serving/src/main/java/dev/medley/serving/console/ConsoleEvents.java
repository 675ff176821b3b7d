package dev.medley.serving.console;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.medley.serving.access.Caller;
import dev.medley.serving.http.ApiException;
import dev.medley.serving.http.EventStream;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * {@code GET /console/events?task=}: the console's state again and again, as server-sent events. A
 * viewer takes a thread, so there are only so many; streams end after a while, and the page asks
 * again, with a key that may have been withdrawn meanwhile.
 */
public final class ConsoleEvents implements Handler {
  private static final int MOST = 16;
  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Console console;
  private final ConsoleState state;
  private final Semaphore places = new Semaphore(MOST);

  public ConsoleEvents(Console console) {
    this.console = requireNonNull(console, "console is null");
    this.state = new ConsoleState(console);
  }

  @Override
  public void handle(Context context) throws IOException {
    if (context.method().equals(HandlerType.HEAD)) {
      context.contentType(EventStream.TYPE);
      return;
    }
    if (!places.tryAcquire()) {
      throw ApiException.of(
          503, "too_many_viewers", "%d look at this node already: try later".formatted(MOST));
    }
    try {
      follow(context);
    } finally {
      places.release();
    }
  }

  private void follow(Context context) throws IOException {
    Caller caller = Caller.of(context);
    String task = context.queryParam("task");
    context.res().setHeader("Cache-Control", "no-store");
    EventStream events = new EventStream(context.res());
    long end = System.nanoTime() + LONGEST.toNanos();
    do {
      ObjectNode now = state.of(caller, task);
      try {
        events.data(now);
      } catch (IOException e) {
        // The viewer has gone.
        return;
      }
    } while (!console.closesWithin(EVERY) && System.nanoTime() < end);
  }
}
