package dev.medley.serving.access;

import static java.util.Objects.requireNonNull;

import dev.medley.serving.http.ApiException;
import java.util.Optional;
import java.util.Set;

/** Lets in whoever has a key, as often as keys may ask. */
public final class Guard {
  /** An edited file of 500 kB, its response and its context fit. */
  static final int MAX_BODY = 4 << 20;

  private static final String BEARER = "Bearer ";

  private final Optional<ApiKeys> keys;
  private final RateLimit limit;
  private final Sites sites;
  private final int maxBody;

  /**
   * @param keys empty lets anybody in
   * @param maxBody bytes of the largest body that is let in
   */
  Guard(Optional<ApiKeys> keys, RateLimit limit, Sites sites, int maxBody) {
    this.maxBody = maxBody;
    this.keys = requireNonNull(keys, "keys is null");
    this.limit = requireNonNull(limit, "limit is null");
    this.sites = requireNonNull(sites, "sites is null");
  }

  /** A guard that lets anybody in. */
  public static Guard open() {
    return new Guard(Optional.empty(), new RateLimit(0, System::nanoTime), Sites.OWN, MAX_BODY);
  }

  /** Whether anybody may ask, without a key. */
  public boolean isOpen() {
    return keys.isEmpty();
  }

  /** Bytes of the largest body that is let in. */
  public int maxBody() {
    return maxBody;
  }

  /** Origins of web pages elsewhere that may ask. */
  public Set<String> origins() {
    return sites.origins();
  }

  /**
   * Looks where a request says it comes from and goes to.
   *
   * @param host header; null where there is none
   * @param origin header, which browsers send; null where there is none
   * @param changes whether it asks for more than to read
   * @throws ApiException 421 for a foreign host, 403 for a foreign origin
   */
  public void checkSite(String host, String origin, boolean changes) {
    sites.check(host, origin, changes, isOpen());
  }

  /**
   * Lets somebody in to an endpoint, or not.
   *
   * @param authorization header; null where there is none
   * @param address of who asks
   * @throws ApiException 401 without a key that is known, 429 where it asks too often
   */
  public Caller letIn(String authorization, String address, Access access) {
    Caller caller = access == Access.OPEN || isOpen() ? Caller.at(address) : caller(authorization);
    if (access == Access.WORK) {
      long seconds = limit.take(caller.name());
      if (seconds > 0) {
        throw ApiException.retryAfter(
            seconds,
            "rate_limit_exceeded",
            "This API key asks too often: try again in %d s".formatted(seconds));
      }
    }
    return caller;
  }

  private Caller caller(String header) {
    boolean bearer = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    return Optional.ofNullable(bearer ? header.substring(BEARER.length()).strip() : null)
        .flatMap(keys.get()::find)
        .orElseThrow(
            () ->
                ApiException.of(
                    401, "invalid_api_key", "Send Authorization: Bearer and a key of this node"));
  }
}
