package dev.medley.serving.access;

import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * A token bucket (Turner 1986) for each name: a minute's requests at once, refilled evenly.
 * Thread-safe.
 */
final class RateLimit {
  private static final double NANOS_A_MINUTE = 60e9;

  private final int perMinute;
  private final LongSupplier nanos;
  private final Map<String, Bucket> buckets = new HashMap<>();

  private static final class Bucket {
    private double tokens;
    private long at;
  }

  /**
   * @param perMinute 0 lets all pass
   * @param nanos a clock
   */
  RateLimit(int perMinute, LongSupplier nanos) {
    if (perMinute < 0) {
      throw new IllegalArgumentException(
          "requests-per-minute is " + perMinute + ": need 0, for no limit, or more");
    }
    this.perMinute = perMinute;
    this.nanos = nanos;
  }

  /**
   * Takes one request.
   *
   * @return 0 where it may pass, else after how many seconds to come again
   */
  synchronized long take(String name) {
    if (perMinute == 0) {
      return 0;
    }
    long now = nanos.getAsLong();
    Bucket bucket = buckets.computeIfAbsent(name, key -> full(now));
    bucket.tokens =
        Math.min(perMinute, bucket.tokens + (now - bucket.at) / NANOS_A_MINUTE * perMinute);
    bucket.at = now;
    if (bucket.tokens < 1) {
      return (long) Math.ceil((1 - bucket.tokens) * 60 / perMinute);
    }
    bucket.tokens--;
    return 0;
  }

  private Bucket full(long now) {
    Bucket bucket = new Bucket();
    bucket.tokens = perMinute;
    bucket.at = now;
    return bucket;
  }
}
