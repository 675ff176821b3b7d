package dev.medley.lm.chat;

import static java.util.Objects.requireNonNull;

/** One message of a chat: a role ({@code system}, {@code user}, {@code assistant}) and its text. */
public record ChatMessage(String role, String content) {
  public ChatMessage {
    requireNonNull(role, "role is null");
    requireNonNull(content, "content is null");
  }
}
