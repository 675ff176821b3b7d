package dev.medley.serving.gateway;

import dev.medley.serving.http.ApiException;
import java.util.HashMap;
import java.util.Map;

/**
 * What of requests is in memory and at work, by who asks and in all, so that nobody uses up what
 * others need: bytes from the first of a body to the end of its answer, requests from the last byte
 * on. Thread-safe; it remembers nobody who has nothing in flight.
 */
final class InFlight {
  private final long bytesInAll;
  private final long bytesEach;
  private final int requestsEach;
  private final Map<String, Share> shares = new HashMap<>();
  private long bytes;

  private static final class Share {
    private long bytes;
    private int requests;
    private int tickets;
  }

  /**
   * @param bytesInAll most bytes of bodies at once, a quarter of them for each who asks
   * @param requestsEach most requests at work for each who asks
   */
  InFlight(long bytesInAll, int requestsEach) {
    this.bytesInAll = bytesInAll;
    this.bytesEach = bytesInAll / 4;
    this.requestsEach = requestsEach;
  }

  /** For one request of somebody, who has taken nothing yet. */
  synchronized Ticket enter(String who) {
    shares.computeIfAbsent(who, key -> new Share()).tickets++;
    return new Ticket(who);
  }

  synchronized long bytes() {
    return bytes;
  }

  /** What one request has taken; given back once, at its end. */
  final class Ticket implements AutoCloseable {
    private final String who;
    private long taken;
    private boolean working;
    private boolean closed;

    private Ticket(String who) {
      this.who = who;
    }

    /**
     * Takes bytes that have come.
     *
     * @throws ApiException 429 or 503 where there is no room for them
     */
    void take(int count) {
      synchronized (InFlight.this) {
        Share share = shares.get(who);
        if (closed || share.bytes + count > bytesEach) {
          throw ApiException.of(
              429,
              "too_many_bytes",
              "Bodies of %d bytes are in flight for you already: wait for answers"
                  .formatted(bytesEach));
        }
        if (bytes + count > bytesInAll) {
          throw ApiException.of(
              503, "node_busy", "This node holds all the bodies that it has room for: try again");
        }
        share.bytes += count;
        bytes += count;
        taken += count;
      }
    }

    /**
     * The body is whole, and work begins.
     *
     * @throws ApiException 429 where too much of one's own is at work
     */
    void begin() {
      synchronized (InFlight.this) {
        Share share = shares.get(who);
        if (closed || share.requests >= requestsEach) {
          throw ApiException.of(
              429,
              "too_many_requests",
              "%d requests of yours are being answered: wait for one".formatted(requestsEach));
        }
        share.requests++;
        working = true;
      }
    }

    @Override
    public void close() {
      synchronized (InFlight.this) {
        if (closed) {
          return;
        }
        closed = true;
        Share share = shares.get(who);
        share.bytes -= taken;
        bytes -= taken;
        share.requests -= working ? 1 : 0;
        share.tickets--;
        if (share.tickets == 0) {
          shares.remove(who);
        }
      }
    }
  }
}
