package dev.medley.serving.gateway;

import dev.medley.serving.http.ApiException;
import dev.medley.serving.http.JsonBody;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A request's body on its way: no thread waits for it, what has come is copied, so that no buffer
 * of the network is held for a few bytes, and counted, and it has only so long. Whoever is refused
 * is read on for a while without keeping anything, as a client that still writes would not read
 * why.
 */
final class Body implements Runnable {
  /** Longest way of a whole body. */
  static final Duration WITHIN = Duration.ofSeconds(30);

  private static final Duration REFUSED_WITHIN = Duration.ofSeconds(2);
  private static final long DRAINED_BYTES = 16 << 20;

  private final Request request;
  private final int most;
  private final InFlight.Ticket ticket;
  private final Outcome outcome;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream(1 << 10);
  private final AtomicBoolean over = new AtomicBoolean();
  private ApiException refusal;
  private Scheduler.Task timer;
  private long read;
  private volatile boolean waited;

  /** What comes of a body; one of them is called, once. */
  interface Outcome {
    /**
     * All of it is here.
     *
     * @param onHandler whether the thread that handles the request is the one that calls
     */
    void whole(byte[] bytes, boolean onHandler);

    void refused(ApiException why);

    /** The client has gone. */
    void failed(Throwable why);
  }

  /**
   * @param most bytes of it that are taken
   * @param ticket null where the request is refused already
   * @param refusal why it is refused; null where it is not
   */
  Body(Request request, int most, InFlight.Ticket ticket, ApiException refusal, Outcome outcome) {
    this.most = most;
    this.request = request;
    this.ticket = ticket;
    this.refusal = refusal;
    this.outcome = outcome;
  }

  void read() {
    Duration within = refusal == null ? WITHIN : REFUSED_WITHIN;
    timer =
        request
            .getComponents()
            .getScheduler()
            .schedule(this::late, within.toMillis(), TimeUnit.MILLISECONDS);
    run();
  }

  /** Reads what there is; called again when there is more. */
  @Override
  public void run() {
    while (!over.get()) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        waited = true;
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        end(() -> outcome.failed(chunk.getFailure()));
        return;
      }
      take(chunk);
      boolean last = chunk.isLast();
      chunk.release();
      if (refusal != null && (last || read > DRAINED_BYTES)) {
        end(() -> outcome.refused(refusal));
      } else if (last) {
        end(() -> outcome.whole(kept.toByteArray(), !waited));
      }
    }
  }

  private void take(Content.Chunk chunk) {
    int count = chunk.remaining();
    read += count;
    if (refusal != null || count == 0) {
      return;
    }
    try {
      if (read > most) {
        throw JsonBody.tooLarge(most);
      }
      ticket.take(count);
      byte[] bytes = new byte[count];
      chunk.getByteBuffer().get(bytes);
      kept.writeBytes(bytes);
    } catch (ApiException e) {
      refusal = e;
      kept.reset();
    }
  }

  private void end(Runnable how) {
    if (over.compareAndSet(false, true)) {
      timer.cancel();
      how.run();
    }
  }

  private void late() {
    ApiException why =
        refusal != null
            ? refusal
            : ApiException.of(
                408,
                "body_timeout",
                "The body was not there within %d s".formatted(WITHIN.toSeconds()));
    end(() -> outcome.refused(why));
  }
}
