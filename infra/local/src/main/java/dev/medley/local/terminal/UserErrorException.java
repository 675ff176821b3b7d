package dev.medley.local.terminal;

/** What went wrong, in one line for the person at the terminal: the value and the way out. */
public final class UserErrorException extends RuntimeException {
  public UserErrorException(String message) {
    super(message);
  }

  public UserErrorException(String message, Throwable cause) {
    super(message, cause);
  }
}
