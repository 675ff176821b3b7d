package dev.medley.local;

/** What went wrong, in one line for the person at the terminal: the value and the way out. */
final class UserErrorException extends RuntimeException {
  UserErrorException(String message) {
    super(message);
  }

  UserErrorException(String message, Throwable cause) {
    super(message, cause);
  }
}
