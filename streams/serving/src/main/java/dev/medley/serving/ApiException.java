package dev.medley.serving;

/** What a request is answered where it can't be served, in OpenAI's words; no user text in it. */
final class ApiException extends RuntimeException {
  private final int status;
  private final String code;
  private final String field;

  private ApiException(int status, String code, String field, String message) {
    super(message, null, false, false);
    this.status = status;
    this.code = code;
    this.field = field;
  }

  static ApiException invalid(String field, String message) {
    return new ApiException(400, "invalid_value", field, message);
  }

  static ApiException unsupported(String field, String message) {
    return new ApiException(400, "unsupported_parameter", field, message);
  }

  static ApiException of(int status, String code, String message) {
    return new ApiException(status, code, null, message);
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  /** The field at fault, as a path such as {@code messages[0].role}; null where there is none. */
  String field() {
    return field;
  }

  /** OpenAI's kind of error. */
  static String type(int status) {
    if (status == 429) {
      return "rate_limit_error";
    }
    return status >= 500 ? "server_error" : "invalid_request_error";
  }

  /** Whether the same request may pass a moment later. */
  boolean retryable() {
    return status == 429 || status == 503;
  }
}
