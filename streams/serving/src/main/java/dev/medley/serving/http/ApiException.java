package dev.medley.serving.http;

/** What a request is answered where it can't be served, in OpenAI's words; no user text in it. */
public final class ApiException extends RuntimeException {
  private final int status;
  private final String code;
  private final String field;
  private final long retrySeconds;

  private ApiException(int status, String code, String field, long retrySeconds, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.field = field;
    this.retrySeconds = retrySeconds;
  }

  public static ApiException invalid(String field, String message) {
    return new ApiException(400, "invalid_value", field, 0, message);
  }

  public static ApiException unsupported(String field, String message) {
    return new ApiException(400, "unsupported_parameter", field, 0, message);
  }

  public static ApiException of(int status, String code, String message) {
    return new ApiException(status, code, null, status == 429 || status == 503 ? 1 : 0, message);
  }

  /** 429 for a while. */
  public static ApiException retryAfter(long seconds, String code, String message) {
    return new ApiException(429, code, null, seconds, message);
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  /** The field at fault, as a path such as {@code messages[0].role}; null where there is none. */
  public String field() {
    return field;
  }

  /** OpenAI's kind of error. */
  static String type(int status) {
    if (status == 429) {
      return "rate_limit_error";
    }
    return status >= 500 ? "server_error" : "invalid_request_error";
  }

  /** After how many seconds the same request may pass; 0 where it never will. */
  public long retrySeconds() {
    return retrySeconds;
  }
}
