package dev.medley.learner.member;

/** The device's memory has ended, which is no label's fault: it is tried again later. */
public final class OutOfMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutOfMemoryException(Throwable cause) {
    super("The device is out of memory", cause);
  }

  /** Whether libtorch says so. */
  public static boolean isWhy(RuntimeException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("out of memory") || message.contains("allocate memory");
  }
}
