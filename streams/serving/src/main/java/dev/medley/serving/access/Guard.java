package dev.medley.serving.access;

import static java.util.Objects.requireNonNull;

import dev.medley.serving.http.ApiException;
import io.javalin.http.Context;
import java.util.Optional;

/** Lets in whoever has a key, as often as keys may ask. */
public final class Guard {
  private static final String BEARER = "Bearer ";

  private final Optional<ApiKeys> keys;
  private final RateLimit limit;

  /**
   * @param keys empty lets anybody in
   */
  Guard(Optional<ApiKeys> keys, RateLimit limit) {
    this.keys = requireNonNull(keys, "keys is null");
    this.limit = requireNonNull(limit, "limit is null");
  }

  /** A guard that lets anybody in. */
  public static Guard open() {
    return new Guard(Optional.empty(), new RateLimit(0, System::nanoTime));
  }

  /**
   * Lets a request in to its endpoint, or not.
   *
   * @throws ApiException 401 without a key that is known, 429 where it asks too often
   */
  public void check(Context context, Access access) {
    Caller caller = access == Access.OPEN ? Caller.ANYBODY : caller(context);
    if (access == Access.WORK) {
      long seconds = limit.take(caller.name());
      if (seconds > 0) {
        throw ApiException.retryAfter(
            seconds,
            "rate_limit_exceeded",
            "This API key asks too often: try again in %d s".formatted(seconds));
      }
    }
    caller.letIn(context);
  }

  private Caller caller(Context context) {
    if (keys.isEmpty()) {
      return Caller.ANYBODY;
    }
    String header = context.header("Authorization");
    boolean bearer = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    return Optional.ofNullable(bearer ? header.substring(BEARER.length()).strip() : null)
        .flatMap(keys.get()::find)
        .orElseThrow(
            () ->
                ApiException.of(
                    401, "invalid_api_key", "Send Authorization: Bearer and a key of this node"));
  }
}
