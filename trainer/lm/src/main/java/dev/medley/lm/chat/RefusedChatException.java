package dev.medley.lm.chat;

/**
 * Messages that a model's chat template takes no prompt from; the message quotes nothing that a
 * user wrote but a role.
 */
public final class RefusedChatException extends IllegalArgumentException {
  RefusedChatException(String message) {
    super(message);
  }

  RefusedChatException(String message, Throwable cause) {
    super(message, cause);
  }
}
